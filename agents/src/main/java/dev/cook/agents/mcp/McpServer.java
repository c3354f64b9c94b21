package dev.cook.agents.mcp;

import dev.cook.agents.session.AgentTools;
import dev.cook.domain.EnvironmentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers JSON-RPC messages of the Model Context Protocol. It keeps nothing between them, so that whichever server gets the
 * next one can answer it; each is answered with at most one message, for a client that waits gives up within a minute.
 */
public final class McpServer {
    private static final Logger LOG = LoggerFactory.getLogger(McpServer.class);

    /** Bytes of a message: the longest is a question for a person. */
    public static final int LONGEST = 64 * 1024;

    /** Versions of the protocol, newest first; each older one has messages that hold several, which nobody sends. */
    private static final List<String> VERSIONS = List.of("2025-11-25", "2025-06-18");

    /** Objects in objects; a call of a tool has three. */
    private static final int DEEPEST = 32;

    /** Calls at once, of all sessions: a log passes through the heap. */
    private static final int MOST_CALLS = 8;

    /** Seconds that a call waits for its turn. */
    private static final int PATIENCE = 15;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(30)
                            .build())
                    .build())
            .build();

    private static final String INSTRUCTIONS =
            "You work on one branch of a repository. Call task_show to see your task."
                    + " Commit and push your work, then call done. If you cannot continue without a person, call ask.";

    private final List<Tool> tools;
    private final String version;
    private final Semaphore calls = new Semaphore(MOST_CALLS, true);

    /** @param version of the server, which clients show */
    public McpServer(AgentTools tools, String version) {
        this(Tool.of(tools), version);
    }

    McpServer(List<Tool> tools, String version) {
        this.tools = List.copyOf(tools);
        this.version = version;
    }

    /**
     * What a message is answered with.
     *
     * @param understood whether it was a message at all
     * @param json empty: it wants no answer
     */
    public record Reply(boolean understood, Optional<String> json) {}

    /** Whether a client may go on in this version, which it says with each message after the first. */
    public static boolean speaks(String version) {
        return VERSIONS.contains(version);
    }

    /** Answers a message from the agent in an environment. */
    public Reply answer(EnvironmentId caller, byte[] message) throws InterruptedException {
        JsonNode read;
        try {
            read = JSON.readTree(message);
        } catch (JacksonException e) {
            return refused(Problem.PARSE, "the message is not valid JSON, or is nested too deeply", JSON.nullNode());
        }
        if (!read.isObject() || !read.path("jsonrpc").asString("").equals("2.0")) {
            return refused(
                    Problem.REQUEST,
                    read.isArray() ? "send one message at a time" : "the message is not JSON-RPC 2.0",
                    JSON.nullNode());
        }
        JsonNode id = read.path("id");
        if (!read.has("method")) {
            // An answer, though nothing was asked.
            return read.has("result") || read.has("error")
                    ? new Reply(true, Optional.empty())
                    : refused(Problem.REQUEST, "the message has no method", JSON.nullNode());
        }
        if (!read.path("method").isString() || !(id.isMissingNode() || id.isString() || id.isIntegralNumber())) {
            return refused(Problem.REQUEST, "method must be a string, and id a string or an integer", JSON.nullNode());
        }
        if (id.isMissingNode()) {
            return new Reply(true, Optional.empty());
        }
        try {
            return said("result", result(caller, read.path("method").stringValue(), read.path("params")), id);
        } catch (Refused e) {
            return said("error", error(e.problem, e.why), id);
        } catch (RuntimeException e) {
            LOG.error("a tool call of the agent in environment {} failed", caller, e);
            return said("error", error(Problem.INTERNAL, "internal error; the log of the server has the details"), id);
        }
    }

    private Object result(EnvironmentId caller, String method, JsonNode params) throws InterruptedException {
        return switch (method) {
            case "initialize" ->
                Map.of(
                        "protocolVersion",
                        Optional.of(params.path("protocolVersion").asString(""))
                                .filter(McpServer::speaks)
                                .orElse(VERSIONS.getFirst()),
                        "capabilities",
                        Map.of("tools", Map.of()),
                        "serverInfo",
                        Map.of("name", "cook", "title", "Cook", "version", version),
                        "instructions",
                        INSTRUCTIONS);
            case "ping" -> Map.of();
            case "tools/list" ->
                Map.of("tools", tools.stream().map(Tool::described).toList());
            case "tools/call" -> call(caller, params);
            default -> throw new Refused(Problem.METHOD, "unknown method");
        };
    }

    private Object call(EnvironmentId caller, JsonNode params) throws InterruptedException {
        String name = params.path("name").asString("");
        Tool tool = tools.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        Problem.PARAMS,
                        "unknown tool; the tools are "
                                + String.join(
                                        ", ", tools.stream().map(Tool::name).toList())));
        JsonNode given = params.path("arguments");
        tool.problemWith(given).ifPresent(problem -> {
            throw new Refused(Problem.PARAMS, problem);
        });
        if (!calls.tryAcquire(PATIENCE, TimeUnit.SECONDS)) {
            return content(false, "the server is busy with calls of other agents; try again in a minute");
        }
        try {
            var answer = tool.does().call(caller, given);
            return content(answer.agreed(), answer.said());
        } finally {
            calls.release();
        }
    }

    private static Object content(boolean agreed, String text) {
        return Map.of("content", List.of(Map.of("type", "text", "text", text)), "isError", !agreed);
    }

    /** Numbers of JSON-RPC. */
    private enum Problem {
        PARSE(-32700),
        REQUEST(-32600),
        METHOD(-32601),
        PARAMS(-32602),
        INTERNAL(-32603);

        private final int code;

        Problem(int code) {
            this.code = code;
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Problem problem;
        private final String why;

        Refused(Problem problem, String why) {
            super(why);
            this.problem = problem;
            this.why = why;
        }
    }

    private static Reply refused(Problem problem, String why, JsonNode id) {
        return new Reply(false, said("error", error(problem, why), id).json());
    }

    private static Map<String, Object> error(Problem problem, String why) {
        return Map.of("code", problem.code, "message", why);
    }

    private static Reply said(String what, Object value, JsonNode id) {
        return new Reply(true, Optional.of(JSON.writeValueAsString(Map.of("jsonrpc", "2.0", "id", id, what, value))));
    }
}
