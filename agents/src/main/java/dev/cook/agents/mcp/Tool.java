package dev.cook.agents.mcp;

import dev.cook.agents.session.AgentTools;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One tool that an agent can call.
 *
 * @param reads whether it changes nothing
 */
record Tool(String name, String description, boolean reads, Optional<Argument> argument, Does does) {
    /** What a tool does; it answers at once. */
    interface Does {
        Outcome call(EnvironmentId caller, JsonNode arguments) throws InterruptedException;
    }

    /**
     * The one thing that a tool may be told.
     *
     * @param type of JSON Schema: string or integer
     */
    record Argument(String name, String type, String description, boolean required) {}

    /** Those of a session. */
    static List<Tool> of(AgentTools tools) {
        return List.of(
                new Tool(
                        "task_show",
                        "Show your task, the state of your branch, and the latest gate results.",
                        true,
                        Optional.empty(),
                        (caller, _) -> tools.task(caller)),
                new Tool(
                        "done",
                        "Mark your work as done, so that the gates run. Commit and push everything first: the call is refused while"
                                + " anything is not pushed.",
                        false,
                        Optional.empty(),
                        (caller, _) -> tools.doneIfPushed(caller)),
                new Tool(
                        "ask",
                        "Ask a person a question when you cannot continue without the answer. The call returns at once; end your"
                                + " turn, and the answer is your next prompt.",
                        false,
                        Optional.of(new Argument("question", "string", "What you need to know.", true)),
                        (caller, given) ->
                                tools.ask(caller, given.path("question").asString(""))),
                new Tool(
                        "gate_log",
                        "Show the log of a gate run on your branch.",
                        true,
                        Optional.of(new Argument(
                                "run",
                                "integer",
                                "The number of the gate run, as shown by task_show. Default: the latest failed one.",
                                false)),
                        (caller, given) -> tools.gateLog(
                                caller,
                                Optional.of(given.path("run"))
                                        .filter(JsonNode::isIntegralNumber)
                                        .map(run -> run.asLong(0)))),
                new Tool(
                        "usage",
                        "Show the tokens, cost and time this session has used, and its limits.",
                        true,
                        Optional.empty(),
                        (caller, _) -> tools.usage(caller)));
    }

    /** As {@code tools/list} tells it. */
    Map<String, Object> described() {
        return Map.of(
                "name",
                name,
                "description",
                description,
                "inputSchema",
                Map.of(
                        "type",
                        "object",
                        "properties",
                        argument.<Map<String, Object>>map(one -> Map.of(
                                        one.name(), Map.of("type", one.type(), "description", one.description())))
                                .orElse(Map.of()),
                        "required",
                        argument.filter(Argument::required).map(Argument::name).stream()
                                .toList(),
                        "additionalProperties",
                        false),
                "annotations",
                Map.of("readOnlyHint", reads, "openWorldHint", false));
    }

    /** Why a tool cannot be called with these arguments. */
    Optional<String> problemWith(JsonNode given) {
        if (!given.isMissingNode() && !given.isNull() && !given.isObject()) {
            return Optional.of("arguments must be an object");
        }
        if (argument.isEmpty()) {
            return Optional.empty();
        }
        Argument one = argument.get();
        JsonNode value = given.path(one.name());
        boolean absent = value.isMissingNode() || value.isNull();
        boolean fits = absent
                ? !one.required()
                : one.type().equals("string") ? value.isString() : value.isIntegralNumber() && value.canConvertToLong();
        return fits
                ? Optional.empty()
                : Optional.of(one.name() + " must be " + (one.type().equals("string") ? "a string" : "an integer"));
    }
}
