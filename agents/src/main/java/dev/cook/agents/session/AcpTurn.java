package dev.cook.agents.session;

import dev.cook.agents.transcript.Permission;
import dev.cook.domain.Text;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client's side of one prompt over the Agent Client Protocol, version 1: what the agent says comes in, what it is told
 * goes out. Pure: whoever hears the same lines says the same things under the same names, so that a server which begins anew
 * in the middle may say all of it again to an environment that passes on each name once.
 *
 * <p>The agent gets neither files nor a terminal from the client: it is in the work tree itself.
 */
public final class AcpTurn {
    /** Stands for the address of the session's tools, its bearer and the work tree, which only the environment knows. */
    private static final String MCP_URL = "@COOK_MCP_URL@";

    private static final String MCP_BEARER = "@COOK_MCP_BEARER@";
    private static final String WORK = "@COOK_WORK@";

    private static final int VERSION = 1;

    /** Numbers of the requests. */
    private static final int INITIALIZE = 0;

    private static final int LOAD = 1;
    private static final int NEW = 2;
    private static final int PROMPT = 3;

    /** Questions of the agent that are answered in one turn: beyond, it asks in a circle. */
    private static final int MOST_QUESTIONS = 10_000;

    /** Characters of what goes wrong. */
    private static final int LONGEST_COMPLAINT = 500;

    private static final int METHOD_NOT_FOUND = -32601;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Optional<String> known;
    private final String next;
    private final String afresh;
    private final boolean tools;
    private Optional<String> conversation = Optional.empty();
    private boolean toolsOverHttp;
    private int questions;

    /**
     * A turn that is about to begin.
     *
     * @param known what the agent called the conversation that it is to go on with
     * @param next what it is told if it does
     * @param afresh what it is told if it begins a new one
     */
    AcpTurn(Optional<String> known, String next, String afresh) {
        this(known, next, afresh, true);
    }

    private AcpTurn(Optional<String> known, String next, String afresh, boolean tools) {
        this.known = known;
        this.next = next;
        this.afresh = afresh;
        this.tools = tools;
    }

    /** What an agent in a gate is told: it has no conversation to go on with, and no tools of a session. */
    static AcpTurn inGate(String prompt) {
        return new AcpTurn(Optional.empty(), prompt, prompt, false);
    }

    /**
     * Something for the environment: a line for the agent under a name that no other has; or, named {@code cancel}, a line
     * that the agent gets when it is to stop; or, named {@code end}, the exit status of the turn and why.
     */
    record Message(String name, String line) {
        boolean isEnd() {
            return name.equals("end");
        }
    }

    /** What the agent calls the conversation that it is in; empty: it is in none yet. */
    Optional<String> conversation() {
        return conversation;
    }

    List<Message> begin() {
        return List.of(request(
                "initialize",
                INITIALIZE,
                "initialize",
                map(
                        "protocolVersion",
                        VERSION,
                        "clientCapabilities",
                        map("fs", map("readTextFile", false, "writeTextFile", false), "terminal", false),
                        "clientInfo",
                        map("name", "cook", "title", "Cook", "version", "1"))));
    }

    /** Takes a line that the agent wrote. What is no message of the protocol says nothing. */
    List<Message> hear(byte[] line) {
        JsonNode message;
        try {
            message = JSON.readTree(new String(line, StandardCharsets.UTF_8).strip());
        } catch (JacksonException _) {
            return List.of();
        }
        JsonNode id = message.path("id");
        if (message.path("method").isString()) {
            return id.isMissingNode() || id.isNull() ? List.of() : asked(id, message);
        }
        return id.isIntegralNumber() && id.canConvertToInt() ? answered(id.intValue(), message) : List.of();
    }

    private List<Message> answered(int id, JsonNode message) {
        JsonNode result = message.path("result");
        Optional<String> error = message.path("error").isObject()
                ? Optional.of(message.path("error").path("message").asString("an error without words"))
                : Optional.empty();
        return switch (id) {
            case INITIALIZE -> error.map(AcpTurn::failed).orElseGet(() -> initialized(result));
            case LOAD -> error.isPresent() ? List.of(newSession()) : inConversation(known.orElse(""), next);
            case NEW ->
                error.map(AcpTurn::failed)
                        .orElseGet(() -> inConversation(result.path("sessionId").asString(""), afresh));
            case PROMPT ->
                error.map(AcpTurn::failed)
                        .orElseGet(() -> stopped(result.path("stopReason").asString("")));
            default -> List.of();
        };
    }

    private List<Message> initialized(JsonNode result) {
        int version = result.path("protocolVersion").asInt(0);
        if (version != VERSION) {
            return failed("the agent speaks version " + version + " of the Agent Client Protocol, not " + VERSION);
        }
        JsonNode capabilities = result.path("agentCapabilities");
        toolsOverHttp = capabilities.path("mcpCapabilities").path("http").asBoolean(false);
        boolean loads = capabilities.path("loadSession").asBoolean(false);
        return List.of(
                known.isPresent() && loads
                        ? request("load", LOAD, "session/load", session("sessionId", known.get()))
                        : newSession());
    }

    private Message newSession() {
        return request("new", NEW, "session/new", session());
    }

    private Map<String, Object> session(Object... more) {
        Map<String, Object> params = map(more);
        params.put("cwd", WORK);
        params.put(
                "mcpServers",
                tools && toolsOverHttp
                        ? List.of(map(
                                "type",
                                "http",
                                "name",
                                "cook",
                                "url",
                                MCP_URL,
                                "headers",
                                List.of(map("name", "Authorization", "value", "Bearer " + MCP_BEARER))))
                        : List.of());
        return params;
    }

    private List<Message> inConversation(String id, String prompt) {
        if (!id.matches("[ -~]{1,1000}")) {
            return failed("the agent started a conversation without a valid name");
        }
        conversation = Optional.of(id);
        return List.of(
                new Message(
                        "cancel",
                        JSON.writeValueAsString(
                                map("jsonrpc", "2.0", "method", "session/cancel", "params", map("sessionId", id)))),
                request(
                        "prompt",
                        PROMPT,
                        "session/prompt",
                        map("sessionId", id, "prompt", List.of(map("type", "text", "text", prompt)))));
    }

    private List<Message> asked(JsonNode id, JsonNode message) {
        if (++questions > MOST_QUESTIONS) {
            return questions == MOST_QUESTIONS + 1
                    ? failed("the agent made more than " + MOST_QUESTIONS + " requests")
                    : List.of();
        }
        Map<String, Object> answer = map("jsonrpc", "2.0", "id", id);
        if (message.path("method").asString("").equals("session/request_permission")) {
            answer.put(
                    "result",
                    map(
                            "outcome",
                            Permission.of(message.path("params"))
                                    .map(yes -> map("outcome", "selected", "optionId", yes.optionId()))
                                    .orElseGet(() -> map("outcome", "cancelled"))));
        } else {
            answer.put("error", map("code", METHOD_NOT_FOUND, "message", "this client does not have that"));
        }
        return List.of(new Message("answer-" + questions, JSON.writeValueAsString(answer)));
    }

    private static List<Message> stopped(String reason) {
        return reason.equals("end_turn") ? List.of(new Message("end", "0")) : failed("the agent stopped: " + reason);
    }

    private static List<Message> failed(String why) {
        return List.of(new Message("end", "1 " + Text.shortened(Text.printable(why), LONGEST_COMPLAINT)));
    }

    private static Message request(String name, int id, String method, Map<String, Object> params) {
        return new Message(
                name, JSON.writeValueAsString(map("jsonrpc", "2.0", "id", id, "method", method, "params", params)));
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
