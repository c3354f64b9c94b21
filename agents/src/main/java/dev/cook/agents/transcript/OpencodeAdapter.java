package dev.cook.agents.transcript;

import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import dev.cook.domain.ToolKind;
import dev.cook.domain.Update;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * opencode, {@code run --format json}. It names no model; cached tokens are beside the input, reasoning beside the output. It
 * tells nothing of what the sub-agents of its task tool use, whose steps belong to other sessions.
 */
final class OpencodeAdapter implements Adapter {
    private final String model;
    /** Stands for the models of sub-agents. */
    private static final String SUB_AGENTS = "sub-agents";

    private static final String SUB_AGENT_TOOL = "task";

    private final UsageByModel usage = new UsageByModel();
    private final SeenOnce steps = new SeenOnce();

    OpencodeAdapter(String model) {
        this.model = model;
    }

    @Override
    public void take(JsonNode line, Consumer<Update> tell) {
        JsonNode part = line.path("part");
        switch (Fields.text(line, "type")) {
            case "text" -> tell.accept(new Update.Message(Fields.text(part, "text")));
            case "reasoning" -> tell.accept(new Update.Thought(Fields.text(part, "text")));
            case "tool_use" -> tool(part, tell);
            case "step_finish" -> finished(part);
            case "error" -> tell.accept(new Update.Problem(problem(line.path("error"))));
            default -> {}
        }
    }

    @Override
    public CountedUsage usage() {
        return CountedUsage.ofTurn(usage.all());
    }

    /** It tells of a tool once, when it is over. */
    private void tool(JsonNode part, Consumer<Update> tell) {
        String tool = Fields.text(part, "tool");
        if (tool.equals(SUB_AGENT_TOOL)) {
            usage.add(new ModelUsage(SUB_AGENTS, TokenCounts.UNKNOWN, Optional.empty()));
        }
        String id = Fields.text(part, "callID");
        JsonNode state = part.path("state");
        tell.accept(new Update.ToolCall(id, tool, ToolKind.ofTool(tool), Fields.shown(state.path("input"))));
        if (state.path("input").path("todos").isArray()) {
            tell.accept(new Update.Plan(state.path("input")
                    .path("todos")
                    .valueStream()
                    .map(todo -> new Update.Step(Fields.text(todo, "content"), Fields.text(todo, "status")))
                    .toList()));
        }
        boolean failed = Fields.text(state, "status").equals("error");
        tell.accept(new Update.ToolResult(
                id, failed, failed ? Fields.shown(state.path("error")) : Fields.shown(state.path("output"))));
    }

    private void finished(JsonNode step) {
        if (!steps.first(Fields.text(step, "id"))) {
            return;
        }
        JsonNode tokens = step.path("tokens");
        Optional<Long> reasoning = Fields.count(tokens, "reasoning");
        usage.add(
                model,
                new TokenCounts(
                        Fields.count(tokens, "input"),
                        Fields.count(tokens.path("cache"), "read"),
                        Fields.count(tokens.path("cache"), "write"),
                        Fields.count(tokens, "output").map(out -> out + reasoning.orElse(0L)),
                        reasoning),
                cost(step));
    }

    /** It says 0 for models that it has no price of. */
    private static Optional<java.math.BigDecimal> cost(JsonNode step) {
        return Fields.amount(step, "cost").filter(usd -> usd.signum() > 0);
    }

    private static String problem(JsonNode error) {
        String told = Fields.text(error.path("data"), "message");
        return told.isEmpty() ? Fields.shown(error.path("name")) : told;
    }
}
