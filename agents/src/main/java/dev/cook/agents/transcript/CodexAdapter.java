package dev.cook.agents.transcript;

import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * codex, {@code exec --json}. It does not name its model, and its usage is a running total of the thread: after a resume it
 * holds the turns before. Cached tokens are inside the input, reasoning inside the output.
 */
final class CodexAdapter implements Adapter {
    private final String model;
    private final RunningTotals totals = new RunningTotals();
    private String thread = "";

    CodexAdapter(String model) {
        this.model = model;
    }

    @Override
    public void take(JsonNode line, Consumer<Update> tell) {
        switch (Fields.text(line, "type")) {
            case "thread.started" -> thread = Fields.text(line, "thread_id");
            case "item.started" -> started(line.path("item"), tell);
            case "item.completed" -> completed(line.path("item"), tell);
            case "item.updated" -> plan(line.path("item"), tell);
            case "turn.completed" -> usage(line.path("usage"));
            case "turn.failed" -> tell.accept(new Update.Problem(Fields.text(line.path("error"), "message")));
            case "error" -> tell.accept(new Update.Problem(Fields.text(line, "message")));
            default -> {}
        }
    }

    @Override
    public CountedUsage usage() {
        return new CountedUsage(totals.all(), CountedUsage.Total.COST_AND_TOKENS, Optional.of(thread));
    }

    private static void started(JsonNode item, Consumer<Update> tell) {
        String id = Fields.text(item, "id");
        switch (Fields.text(item, "type")) {
            case "command_execution" ->
                tell.accept(new Update.ToolCall(id, "shell", ToolKind.EXECUTE, Fields.text(item, "command")));
            case "mcp_tool_call" -> {
                String tool = Fields.text(item, "server") + "/" + Fields.text(item, "tool");
                tell.accept(new Update.ToolCall(
                        id, tool, ToolKind.ofTool(Fields.text(item, "tool")), Fields.shown(item.path("arguments"))));
            }
            default -> plan(item, tell);
        }
    }

    private static void completed(JsonNode item, Consumer<Update> tell) {
        String id = Fields.text(item, "id");
        switch (Fields.text(item, "type")) {
            case "agent_message" -> tell.accept(new Update.Message(Fields.text(item, "text")));
            case "reasoning" -> tell.accept(new Update.Thought(Fields.text(item, "text")));
            case "command_execution" ->
                tell.accept(new Update.ToolResult(id, failed(item), Fields.text(item, "aggregated_output")));
            case "mcp_tool_call" ->
                tell.accept(new Update.ToolResult(
                        id,
                        failed(item),
                        item.path("result").path("content").isArray()
                                ? Fields.content(item.path("result").path("content"))
                                : Fields.shown(item.path("error").path("message"))));
            // It tells of these once, when they are over.
            case "file_change" -> {
                tell.accept(new Update.ToolCall(id, "file_change", ToolKind.EDIT, Fields.shown(item.path("changes"))));
                tell.accept(new Update.ToolResult(id, failed(item), Fields.text(item, "status")));
            }
            case "web_search" ->
                tell.accept(new Update.ToolCall(id, "web_search", ToolKind.FETCH, Fields.text(item, "query")));
            case "error" -> tell.accept(new Update.Problem(Fields.text(item, "message")));
            default -> plan(item, tell);
        }
    }

    private static void plan(JsonNode item, Consumer<Update> tell) {
        if (Fields.text(item, "type").equals("todo_list") && item.path("items").isArray()) {
            tell.accept(new Update.Plan(item.path("items")
                    .valueStream()
                    .map(todo -> new Update.Step(
                            Fields.text(todo, "text"),
                            todo.path("completed").asBoolean(false) ? "completed" : "pending"))
                    .toList()));
        }
    }

    private static boolean failed(JsonNode item) {
        return Fields.text(item, "status").equals("failed")
                || item.path("exit_code").asInt(0) != 0;
    }

    private void usage(JsonNode total) {
        Optional<Long> cached = Fields.count(total, "cached_input_tokens");
        Optional<Long> written = Fields.count(total, "cache_write_input_tokens");
        UsageByModel usage = new UsageByModel();
        usage.add(
                model,
                new TokenCounts(
                        Fields.count(total, "input_tokens")
                                .map(all -> Math.max(0, all - cached.orElse(0L) - written.orElse(0L))),
                        cached,
                        written,
                        Fields.count(total, "output_tokens"),
                        Fields.count(total, "reasoning_output_tokens")),
                Optional.empty());
        totals.at(thread, usage.all());
    }
}
