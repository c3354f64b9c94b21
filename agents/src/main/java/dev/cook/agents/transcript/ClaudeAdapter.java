package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * claude, {@code --output-format stream-json}; and qwen, which speaks the same but for how it counts.
 *
 * <p>The usage of a message stands on each of its lines, and what it says of the output is from the message's beginning:
 * good for a budget while the agent runs, and replaced by what {@code result} says at the end. claude counts cached
 * tokens beside the input, qwen inside it. qwen's messages say all that they used, and its {@code result} counts on over the
 * turns of a session that is resumed, so that only the messages tell what a turn used.
 */
final class ClaudeAdapter implements Adapter {
    /** Messages whose usage is kept apart; older ones are final. */
    private static final int MOST_MESSAGES = 4_096;

    private final boolean cachedInside;
    private final Map<String, ModelUsage> messages = new LinkedHashMap<>();
    private final UsageByModel ended = new UsageByModel();
    private String model = "";
    private boolean over;

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
    public List<ModelUsage> usage() {
        if (over) {
            return ended.all();
        }
        UsageByModel sum = new UsageByModel();
        messages.values().forEach(message -> sum.add(message.model(), message.tokens(), message.reportedUsd()));
        return sum.all();
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
        if (!tokens.unknown() && (messages.containsKey(id) || messages.size() < MOST_MESSAGES)) {
            String named = Fields.text(message, "model");
            messages.put(id, new ModelUsage(named.isEmpty() ? model : named, tokens, Optional.empty()));
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
        Optional<BigDecimal> total = Fields.amount(line, "total_cost_usd");
        JsonNode byModel = line.path("modelUsage");
        if (byModel.isObject() && !byModel.isEmpty()) {
            // Running totals of this process: the last ones count.
            ended.clear();
            byModel.forEachEntry((name, used) -> ended.add(
                    name,
                    new TokenCounts(
                            Fields.count(used, "inputTokens"),
                            Fields.count(used, "cacheReadInputTokens"),
                            Fields.count(used, "cacheCreationInputTokens"),
                            Fields.count(used, "outputTokens"),
                            Optional.empty()),
                    Fields.amount(used, "costUSD")));
            over = true;
        } else if (cachedInside && !usage().isEmpty()) {
            over = false;
        } else if (line.path("usage").isObject() || total.isPresent()) {
            String named = messages.values().stream()
                    .reduce((_, last) -> last)
                    .map(ModelUsage::model)
                    .orElse(model);
            ended.clear();
            ended.add(named, tokens(line.path("usage")), total);
            over = true;
        }
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
