package dev.cook.agents.transcript;

import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * gemini, {@code --output-format stream-json}. Cached tokens are inside the input; what was thought is in the total alone.
 * It tells what it used at the end only, and counts from nothing in each process, also in one that resumes a session.
 */
final class GeminiAdapter implements Adapter {
    private final RunningTotals totals = new RunningTotals();
    private String model = "";
    private int processes;

    @Override
    public boolean inPieces() {
        return true;
    }

    @Override
    public void take(JsonNode line, Consumer<Update> tell) {
        switch (Fields.text(line, "type")) {
            case "init" -> {
                model = Fields.text(line, "model");
                processes++;
            }
            case "message" -> {
                if (Fields.text(line, "role").equals("assistant")) {
                    tell.accept(new Update.Message(Fields.text(line, "content")));
                }
            }
            case "tool_use" -> {
                String tool = Fields.text(line, "tool_name");
                tell.accept(new Update.ToolCall(
                        Fields.text(line, "tool_id"),
                        tool,
                        ToolKind.ofTool(tool),
                        Fields.shown(line.path("parameters"))));
            }
            case "tool_result" ->
                tell.accept(new Update.ToolResult(
                        Fields.text(line, "tool_id"),
                        Fields.text(line, "status").equals("error"),
                        line.path("output").isMissingNode()
                                ? Fields.text(line.path("error"), "message")
                                : Fields.shown(line.path("output"))));
            case "error" -> tell.accept(new Update.Problem(Fields.text(line, "message")));
            case "result" -> result(line, tell);
            default -> {}
        }
    }

    @Override
    public CountedUsage usage() {
        return CountedUsage.ofTurn(totals.all());
    }

    private void result(JsonNode line, Consumer<Update> tell) {
        if (Fields.text(line, "status").equals("error")) {
            tell.accept(new Update.Problem(Fields.text(line.path("error"), "message")));
        }
        JsonNode stats = line.path("stats");
        UsageByModel usage = new UsageByModel();
        if (stats.path("models").isObject() && !stats.path("models").isEmpty()) {
            stats.path("models").forEachEntry((name, used) -> usage.add(name, tokens(used), Optional.empty()));
        } else {
            usage.add(model, tokens(stats), Optional.empty());
        }
        totals.at("process " + processes, usage.all());
    }

    private static TokenCounts tokens(JsonNode used) {
        Optional<Long> input = Fields.count(used, "input_tokens");
        Optional<Long> cached = Fields.count(used, "cached");
        Optional<Long> shown = Fields.count(used, "output_tokens");
        Optional<Long> total = Fields.count(used, "total_tokens");
        Optional<Long> output =
                total.isEmpty() || input.isEmpty() ? shown : shown.map(out -> Math.max(out, total.get() - input.get()));
        return new TokenCounts(
                input.map(all -> Math.max(0, all - cached.orElse(0L))),
                cached,
                Optional.empty(),
                output,
                output.map(out -> out - shown.orElse(out)));
    }
}
