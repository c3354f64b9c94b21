package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * claude, {@code --output-format stream-json}; and qwen, which speaks the same but for how it counts.
 *
 * <p>The usage of a message stands on each of its lines, and what it says of the output is from the message's beginning:
 * good for a budget while the agent runs, and replaced by what {@code result} says at the end, a running total of the
 * process. claude counts cached tokens beside the input, qwen inside it. qwen's messages say all that they used, and its {@code
 * result} counts on over the turns of a session that is resumed, so that it counts only where the messages say nothing.
 */
final class ClaudeAdapter implements Adapter {
    /** Messages whose usage is kept apart; older ones are final. */
    private static final int MOST_MESSAGES = 4_096;

    private final boolean cachedInside;
    /** Messages of which no result tells yet. */
    private final LinkedHashMap<String, ModelUsage> messages = new LinkedHashMap<>();
    /** The sum of those that came before as many others. */
    private final UsageByModel older = new UsageByModel();

    private final RunningTotals results = new RunningTotals();
    private String model = "";
    /** The session of a total that runs on over turns; empty: there is none. */
    private Optional<String> thread = Optional.empty();

    private ClaudeAdapter(boolean cachedInside) {
        this.cachedInside = cachedInside;
    }

    static ClaudeAdapter claude() {
        return new ClaudeAdapter(false);
    }

    static ClaudeAdapter qwen() {
        return new ClaudeAdapter(true);
    }

    @Override
    public void take(JsonNode line, Consumer<Update> tell) {
        switch (Fields.text(line, "type")) {
            case "system" -> model = line.path("model").isString() ? Fields.text(line, "model") : model;
            case "assistant" -> assistant(line.path("message"), tell);
            case "user" -> results(line.path("message").path("content"), tell);
            case "result" -> result(line, tell);
            default -> {}
        }
    }

    @Override
    public CountedUsage usage() {
        UsageByModel sum = new UsageByModel();
        results.all().forEach(sum::add);
        older.all().forEach(sum::add);
        messages.values().forEach(sum::add);
        return thread.isEmpty()
                ? CountedUsage.ofTurn(sum.all())
                : new CountedUsage(sum.all(), CountedUsage.Total.COST_AND_TOKENS, thread);
    }

    private void assistant(JsonNode message, Consumer<Update> tell) {
        for (JsonNode block : message.path("content")) {
            switch (Fields.text(block, "type")) {
                case "text" -> tell.accept(new Update.Message(Fields.text(block, "text")));
                case "thinking" -> tell.accept(new Update.Thought(Fields.text(block, "thinking")));
                case "tool_use" -> {
                    String tool = Fields.text(block, "name");
                    tell.accept(new Update.ToolCall(
                            Fields.text(block, "id"), tool, ToolKind.ofTool(tool), Fields.shown(block.path("input"))));
                    plan(block.path("input"), tell);
                }
                default -> {}
            }
        }
        String id = Fields.text(message, "id");
        TokenCounts tokens = tokens(message.path("usage"));
        if (tokens.unknown()) {
            return;
        }
        String named = Fields.text(message, "model");
        messages.put(id, new ModelUsage(UsageByModel.name(named.isEmpty() ? model : named), tokens, Optional.empty()));
        if (messages.size() > MOST_MESSAGES) {
            older.add(messages.pollFirstEntry().getValue());
        }
    }

    /** A to-do list is a tool's input, whatever the tool is called. */
    private static void plan(JsonNode input, Consumer<Update> tell) {
        if (input.path("todos").isArray()) {
            tell.accept(new Update.Plan(input.path("todos")
                    .valueStream()
                    .map(todo -> new Update.Step(Fields.text(todo, "content"), Fields.text(todo, "status")))
                    .toList()));
        }
    }

    private static void results(JsonNode content, Consumer<Update> tell) {
        for (JsonNode block : content) {
            if (Fields.text(block, "type").equals("tool_result")) {
                tell.accept(new Update.ToolResult(
                        Fields.text(block, "tool_use_id"),
                        block.path("is_error").asBoolean(false),
                        Fields.content(block.path("content"))));
            }
        }
    }

    private void result(JsonNode line, Consumer<Update> tell) {
        for (JsonNode denied : line.path("permission_denials")) {
            tell.accept(new Update.PermissionAsk(
                    Fields.text(denied, "tool_use_id"), Fields.text(denied, "tool_name"), List.of("denied"), ""));
        }
        if (line.path("is_error").asBoolean(false)) {
            String why = Fields.text(line, "result");
            tell.accept(new Update.Problem(why.isEmpty() ? Fields.text(line, "subtype") : why));
        }
        if (cachedInside && !messages.isEmpty()) {
            return;
        }
        List<ModelUsage> told = totals(line);
        if (told.isEmpty()) {
            return;
        }
        String session = Fields.text(line, "session_id");
        if (cachedInside && !session.isEmpty()) {
            thread = Optional.of(session);
        }
        results.at(session, told);
        messages.clear();
        older.clear();
    }

    /** What a process used by now, as it says at the end of a turn. */
    private List<ModelUsage> totals(JsonNode line) {
        UsageByModel sum = new UsageByModel();
        JsonNode byModel = line.path("modelUsage");
        if (byModel.isObject() && !byModel.isEmpty()) {
            byModel.forEachEntry((name, used) -> sum.add(
                    name,
                    new TokenCounts(
                            Fields.count(used, "inputTokens"),
                            Fields.count(used, "cacheReadInputTokens"),
                            Fields.count(used, "cacheCreationInputTokens"),
                            Fields.count(used, "outputTokens"),
                            Optional.empty()),
                    Fields.amount(used, "costUSD")));
            return sum.all();
        }
        String named = messages.values().stream()
                .reduce((_, last) -> last)
                .map(ModelUsage::model)
                .orElse(model);
        sum.add(named, tokens(line.path("usage")), Fields.amount(line, "total_cost_usd"));
        return sum.all();
    }

    private TokenCounts tokens(JsonNode usage) {
        Optional<Long> cached = Fields.count(usage, "cache_read_input_tokens");
        Optional<Long> input = Fields.count(usage, "input_tokens");
        return new TokenCounts(
                cachedInside ? input.map(all -> Math.max(0, all - cached.orElse(0L))) : input,
                cached,
                Fields.count(usage, "cache_creation_input_tokens"),
                Fields.count(usage, "output_tokens"),
                Optional.empty());
    }
}
