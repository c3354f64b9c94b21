package dev.cook.agents.transcript;

import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** pi, {@code --mode json}. Cached tokens are beside the input; it tells the cost of each message. */
final class PiAdapter implements Adapter {
    /** Each holds the message so far, or all of them, once more. */
    private static final List<String> REPETITIONS =
            List.of("message_update", "message_start", "turn_end", "agent_end", "tool_execution_update");

    private final UsageByModel usage = new UsageByModel();
    private final SeenOnce messages = new SeenOnce();

    @Override
    public boolean skips(String line) {
        return REPETITIONS.stream().anyMatch(type -> line.startsWith("{\"type\":\"" + type + "\""));
    }

    @Override
    public void take(JsonNode line, Consumer<Update> tell) {
        switch (Fields.text(line, "type")) {
            case "message_end" -> {
                if (Fields.text(line.path("message"), "role").equals("assistant")) {
                    message(line.path("message"), tell);
                }
            }
            case "tool_execution_end" ->
                tell.accept(new Update.ToolResult(
                        Fields.text(line, "toolCallId"),
                        line.path("isError").asBoolean(false),
                        Fields.content(line.path("result").path("content"))));
            default -> {}
        }
    }

    @Override
    public CountedUsage usage() {
        return CountedUsage.ofTurn(usage.all());
    }

    /** When it began, for an id of a response may come again from another provider. */
    private static String name(JsonNode message) {
        JsonNode began = message.path("timestamp");
        return began.isMissingNode() ? "" : began + " " + Fields.text(message, "responseId");
    }

    private void message(JsonNode message, Consumer<Update> tell) {
        for (JsonNode block : message.path("content")) {
            switch (Fields.text(block, "type")) {
                case "text" -> tell.accept(new Update.Message(Fields.text(block, "text")));
                case "thinking" -> tell.accept(new Update.Thought(Fields.text(block, "thinking")));
                case "toolCall" -> {
                    String tool = Fields.text(block, "name");
                    tell.accept(new Update.ToolCall(
                            Fields.text(block, "id"),
                            tool,
                            ToolKind.ofTool(tool),
                            Fields.shown(block.path("arguments"))));
                }
                default -> {}
            }
        }
        String problem = Fields.text(message, "errorMessage");
        if (!problem.isEmpty()) {
            tell.accept(new Update.Problem(problem));
        }
        if (!messages.first(name(message))) {
            return;
        }
        JsonNode used = message.path("usage");
        TokenCounts tokens = new TokenCounts(
                Fields.count(used, "input"),
                Fields.count(used, "cacheRead"),
                Fields.count(used, "cacheWrite"),
                Fields.count(used, "output"),
                Optional.empty());
        // It says 0 for models that it has no price of.
        usage.add(
                Fields.text(message, "model"),
                tokens,
                Fields.amount(used.path("cost"), "total").filter(usd -> usd.signum() > 0));
    }
}
