package dev.cook.agents.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages that clients send, and messages that nobody should. */
class McpServerTest {
    private static final EnvironmentId CALLER = new EnvironmentId(7);

    private final McpServer server = new McpServer(
            List.of(
                    new Tool(
                            "ask",
                            "Asks.",
                            false,
                            Optional.of(new Tool.Argument("question", "string", "What.", true)),
                            (caller, given) -> new Outcome(
                                    !given.path("question").stringValue().isEmpty(),
                                    caller + " asks " + given.path("question").stringValue())),
                    new Tool(
                            "gate_log",
                            "Shows.",
                            true,
                            Optional.of(new Tool.Argument("run", "integer", "Which.", false)),
                            (_, given) -> new Outcome(true, "run " + given.path("run"))),
                    new Tool("broken", "Breaks.", true, Optional.empty(), (_, _) -> {
                        throw new IllegalStateException("secret details");
                    })),
            "1.2");

    private JsonNode answer(String message) throws InterruptedException {
        McpServer.Reply answer = server.answer(CALLER, message.getBytes(StandardCharsets.UTF_8));
        return JsonMapper.shared().readTree(answer.json().orElseThrow());
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"a1\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private JsonNode call(String tool, String arguments) throws InterruptedException {
        return answer(request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}"));
    }

    @Test
    void aClientGetsTheVersionThatItAsksForOrElseTheNewest() throws Exception {
        JsonNode known = answer(request("initialize", "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}"));
        assertThat(known.path("id").stringValue()).isEqualTo("a1");
        assertThat(known.path("result").path("protocolVersion").stringValue()).isEqualTo("2025-06-18");
        assertThat(known.path("result").path("serverInfo").path("version").stringValue())
                .isEqualTo("1.2");
        assertThat(known.path("result").path("capabilities").has("tools")).isTrue();
        JsonNode strange = answer(request("initialize", "{\"protocolVersion\":\"1999-01-01\"}"));
        assertThat(strange.path("result").path("protocolVersion").stringValue()).isEqualTo("2025-11-25");
        assertThat(McpServer.speaks("2025-11-25")).isTrue();
        assertThat(McpServer.speaks("1999-01-01")).isFalse();
    }

    @Test
    void toolsAreListedWithWhatTheyTake() throws Exception {
        JsonNode tools = answer(request("tools/list", "{}")).path("result").path("tools");
        assertThat(tools.valueStream().map(tool -> tool.path("name").stringValue()))
                .containsExactly("ask", "gate_log", "broken");
        JsonNode schema = tools.get(0).path("inputSchema");
        assertThat(schema.path("properties").path("question").path("type").stringValue())
                .isEqualTo("string");
        assertThat(schema.path("required").get(0).stringValue()).isEqualTo("question");
        assertThat(tools.get(0).path("annotations").path("readOnlyHint").booleanValue())
                .isFalse();
    }

    @Test
    void aToolAnswersForItsCallerAndSaysWhenItRefused() throws Exception {
        JsonNode agreed = call("ask", "{\"question\":\"why?\"}").path("result");
        assertThat(agreed.path("isError").booleanValue()).isFalse();
        assertThat(agreed.path("content").get(0).path("text").stringValue()).isEqualTo("7 asks why?");
        assertThat(call("ask", "{\"question\":\"\"}")
                        .path("result")
                        .path("isError")
                        .booleanValue())
                .isTrue();
        assertThat(call("gate_log", "null").path("result").path("isError").booleanValue())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "7", "\"x\"", "{\"question\":7}", "{\"question\":null}", "{\"question\":{}}"})
    void wrongArgumentsAreRefusedByNumber(String arguments) throws Exception {
        assertThat(call("ask", arguments).path("error").path("code").intValue()).isEqualTo(-32602);
    }

    @Test
    void aNumberThatNoRunCanHaveIsRefused() throws Exception {
        assertThat(call("gate_log", "{\"run\":1e400}")
                        .path("error")
                        .path("code")
                        .intValue())
                .isEqualTo(-32602);
        assertThat(call("gate_log", "{\"run\":99999999999999999999}")
                        .path("error")
                        .path("code")
                        .intValue())
                .isEqualTo(-32602);
    }

    @Test
    void unknownMethodsAndToolsAreToldApart() throws Exception {
        assertThat(answer(request("resources/list", "{}"))
                        .path("error")
                        .path("code")
                        .intValue())
                .isEqualTo(-32601);
        assertThat(call("rm", "{}").path("error").path("code").intValue()).isEqualTo(-32602);
        assertThat(answer(request("tools/call", "7")).path("error").path("code").intValue())
                .isEqualTo(-32602);
    }

    @Test
    void aToolThatBreaksTellsNothingOfTheInside() throws Exception {
        JsonNode error = call("broken", "{}").path("error");
        assertThat(error.path("code").intValue()).isEqualTo(-32603);
        assertThat(error.path("message").stringValue()).doesNotContain("secret details");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"no/such/notification\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}"
            })
    void whatAsksNothingGetsNoAnswer(String message) throws Exception {
        McpServer.Reply answer = server.answer(CALLER, message.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.understood()).isTrue();
        assertThat(answer.json()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "\u0000\u0001\u0002",
                "null",
                "7",
                "\"text\"",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}"
            })
    void whatIsNoMessageIsRefusedWithoutAnId(String message) throws Exception {
        McpServer.Reply answer = server.answer(CALLER, message.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.understood()).isFalse();
        JsonNode json = JsonMapper.shared().readTree(answer.json().orElseThrow());
        assertThat(json.path("id").isNull()).isTrue();
        assertThat(json.path("error").path("code").intValue()).isIn(-32700, -32600);
    }

    @Test
    void aMessageThatIsDeeperThanAnyIsNotRead() throws Exception {
        String deep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":" + "[".repeat(20_000)
                + "]".repeat(20_000) + "}";
        assertThat(answer(deep).path("error").path("code").intValue()).isEqualTo(-32700);
    }
}
