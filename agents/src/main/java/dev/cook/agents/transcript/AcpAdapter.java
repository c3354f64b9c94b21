package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.Tokens;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The Agent Client Protocol: JSON-RPC lines, of which {@code session/update} and {@code session/request_permission} tell
 * what happens, and the answer to a prompt what it used. A cost in {@code usage_update} is a running total.
 */
final class AcpAdapter implements Adapter {
    private final String model;
    private final UsageByModel usage = new UsageByModel();
    private Optional<BigDecimal> cost = Optional.empty();

    AcpAdapter(String model) {
        this.model = model;
    }

    @Override
    public boolean inPieces() {
        return true;
    }

    @Override
    public void take(JsonNode line, Consumer<Update> tell) {
        JsonNode params = line.path("params");
        switch (Fields.text(line, "method")) {
            case "session/update" -> update(params.path("update"), tell);
            case "session/request_permission" -> {
                JsonNode call = params.path("toolCall");
                tell.accept(new Update.PermissionAsk(
                        Fields.text(call, "toolCallId"),
                        Fields.text(call, "title"),
                        params.path("options")
                                .valueStream()
                                .map(option -> Fields.text(option, "name"))
                                .toList()));
            }
            default -> answer(line, tell);
        }
    }

    @Override
    public List<ModelUsage> usage() {
        List<ModelUsage> all = usage.all();
        if (cost.isEmpty()) {
            return all;
        }
        Tokens tokens = all.isEmpty() ? Tokens.UNKNOWN : all.getFirst().tokens();
        UsageByModel priced = new UsageByModel();
        priced.add(model, tokens, cost);
        return priced.all();
    }

    private void update(JsonNode update, Consumer<Update> tell) {
        String id = Fields.text(update, "toolCallId");
        switch (Fields.text(update, "sessionUpdate")) {
            case "agent_message_chunk" -> tell.accept(new Update.Message(Fields.content(update.path("content"))));
            case "agent_thought_chunk" -> tell.accept(new Update.Thought(Fields.content(update.path("content"))));
            case "tool_call" -> {
                tell.accept(new Update.ToolCall(
                        id,
                        Fields.text(update, "title"),
                        ToolKind.of(Fields.text(update, "kind")),
                        Fields.shown(update.path("rawInput"))));
                result(id, update, tell);
            }
            case "tool_call_update" -> result(id, update, tell);
            case "plan" ->
                tell.accept(new Update.Plan(update.path("entries")
                        .valueStream()
                        .map(entry -> new Update.Step(Fields.text(entry, "content"), Fields.text(entry, "status")))
                        .toList()));
            case "usage_update" -> {
                if (Fields.text(update.path("cost"), "currency").equals("USD")) {
                    cost = Fields.amount(update.path("cost"), "amount").or(() -> cost);
                }
            }
            default -> {}
        }
    }

    private static void result(String id, JsonNode update, Consumer<Update> tell) {
        String status = Fields.text(update, "status");
        if (status.equals("completed") || status.equals("failed")) {
            String content = Fields.content(update.path("content"));
            tell.accept(new Update.ToolResult(
                    id, status.equals("failed"), content.isEmpty() ? Fields.shown(update.path("rawOutput")) : content));
        }
    }

    private void answer(JsonNode line, Consumer<Update> tell) {
        if (line.path("error").isObject()) {
            tell.accept(new Update.Problem(Fields.text(line.path("error"), "message")));
        }
        JsonNode used = line.path("result").path("usage");
        if (used.isObject()) {
            usage.clear();
            usage.add(
                    model,
                    new Tokens(
                            Fields.count(used, "inputTokens"),
                            Fields.count(used, "cachedReadTokens"),
                            Fields.count(used, "cachedWriteTokens"),
                            Fields.count(used, "outputTokens"),
                            Fields.count(used, "thoughtTokens")),
                    Optional.empty());
        }
    }
}
