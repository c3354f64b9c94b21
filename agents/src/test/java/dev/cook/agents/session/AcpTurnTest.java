package dev.cook.agents.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcpTurnTest {
    private static final String INITIALIZED =
            "{'jsonrpc':'2.0','id':0,'result':{'protocolVersion':1,'agentCapabilities':{'loadSession':true,'mcpCapabilities':{'http':true}}}}";
    private static final String BEGUN = "{'jsonrpc':'2.0','id':2,'result':{'sessionId':'abc'}}";

    private static List<AcpTurn.Message> said(AcpTurn turn, String... lines) {
        List<AcpTurn.Message> said = new ArrayList<>(turn.begin());
        for (String line : lines) {
            said.addAll(turn.hear((line.replace('\'', '"') + "\r").getBytes(StandardCharsets.UTF_8)));
        }
        return said;
    }

    private static AcpTurn first() {
        return new AcpTurn(Optional.empty(), "go on", "do \"it\"");
    }

    private static AcpTurn later() {
        return new AcpTurn(Optional.of("abc"), "go on", "begin again");
    }

    private static List<String> names(List<AcpTurn.Message> said) {
        return said.stream().map(AcpTurn.Message::name).toList();
    }

    @Test
    void aFirstTurnBeginsAConversationWithTheSessionsToolsAndOffersNothingOfItsOwn() {
        AcpTurn turn = first();
        List<AcpTurn.Message> said = said(turn, INITIALIZED, BEGUN);

        assertThat(names(said)).containsExactly("initialize", "new", "cancel", "prompt");
        assertThat(said.get(0).line())
                .contains(
                        "\"protocolVersion\":1",
                        "\"readTextFile\":false",
                        "\"writeTextFile\":false",
                        "\"terminal\":false");
        assertThat(said.get(1).line())
                .contains(
                        "\"cwd\":\"@COOK_WORK@\"",
                        "\"url\":\"@COOK_MCP_URL@\"",
                        "\"value\":\"Bearer @COOK_MCP_BEARER@\"");
        assertThat(said.get(2).line())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"session/cancel\",\"params\":{\"sessionId\":\"abc\"}}");
        assertThat(said.get(3).line()).contains("\"sessionId\":\"abc\"", "do \\\"it\\\"");
        assertThat(turn.conversation()).contains("abc");
    }

    @Test
    void anAgentThatTakesNoToolsOverHttpIsNotGivenAny() {
        String poor = "{'id':0,'result':{'protocolVersion':1,'agentCapabilities':{}}}";

        assertThat(said(first(), poor).getLast().line()).contains("\"mcpServers\":[]");
    }

    @Test
    void anAgentInAGateIsGivenNoToolsForItHasNoSession() {
        List<AcpTurn.Message> said = said(AcpTurn.inGate("judge it"), INITIALIZED, BEGUN);

        assertThat(said.get(1).line()).contains("session/new", "\"mcpServers\":[]");
        assertThat(said.getLast().line()).contains("judge it");
    }

    @Test
    void aLaterTurnGoesOnWithTheConversationOrBeginsAnewWhereThatIsGone() {
        List<AcpTurn.Message> loaded = said(later(), INITIALIZED, "{'id':1,'result':{}}");
        assertThat(names(loaded)).containsExactly("initialize", "load", "cancel", "prompt");
        assertThat(loaded.get(1).line()).contains("session/load", "\"sessionId\":\"abc\"");
        assertThat(loaded.getLast().line()).contains("go on");

        List<AcpTurn.Message> lost = said(
                later(),
                INITIALIZED,
                "{'id':1,'error':{'code':-32000,'message':'no such session'}}",
                "{'id':2,'result':{'sessionId':'def'}}");
        assertThat(names(lost)).containsExactly("initialize", "load", "new", "cancel", "prompt");
        assertThat(lost.getLast().line()).contains("begin again", "def");

        String forgetful = "{'id':0,'result':{'protocolVersion':1}}";
        assertThat(names(said(later(), forgetful, BEGUN))).containsExactly("initialize", "new", "cancel", "prompt");
    }

    @Test
    void questionsAreAnsweredWithYesAndWhatNobodyHasWithAnError() {
        List<AcpTurn.Message> said = said(
                first(),
                INITIALIZED,
                BEGUN,
                "{'id':'q','method':'session/request_permission','params':{'options':[{'optionId':'n','name':'No','kind':'reject_once'},"
                        + "{'optionId':'y','name':'Yes','kind':'allow_once'}]}}",
                "{'id':7,'method':'session/request_permission','params':{'options':[{'optionId':'n','name':'No','kind':'reject_once'},"
                        + "{'optionId':'a','name':'Always','kind':'allow_always'}]}}",
                "{'id':8,'method':'fs/read_text_file','params':{}}",
                "{'id':9,'method':'session/request_permission','params':{'options':[]}}",
                "{'method':'session/update','params':{}}");

        assertThat(said.subList(4, said.size()))
                .containsExactly(
                        new AcpTurn.Message(
                                "answer-1",
                                "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":\"y\"}}}"),
                        new AcpTurn.Message(
                                "answer-2",
                                "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"outcome\":{\"outcome\":\"selected\",\"optionId\":\"a\"}}}"),
                        new AcpTurn.Message(
                                "answer-3",
                                "{\"jsonrpc\":\"2.0\",\"id\":8,\"error\":{\"code\":-32601,\"message\":\"this client does not have that\"}}"),
                        new AcpTurn.Message(
                                "answer-4",
                                "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{\"outcome\":{\"outcome\":\"cancelled\"}}}"));
    }

    @Test
    void whyItStoppedIsTheTurnsEnd() {
        String reason = "{'id':3,'result':{'stopReason':'%s'}}";
        assertThat(said(first(), INITIALIZED, BEGUN, reason.formatted("end_turn"))
                        .getLast())
                .isEqualTo(new AcpTurn.Message("end", "0"));
        assertThat(said(first(), INITIALIZED, BEGUN, reason.formatted("max_tokens"))
                        .getLast())
                .isEqualTo(new AcpTurn.Message("end", "1 the agent stopped: max_tokens"));
        assertThat(said(first(), "{'id':0,'result':{'protocolVersion':2}}").getLast())
                .isEqualTo(
                        new AcpTurn.Message("end", "1 the agent speaks version 2 of the Agent Client Protocol, not 1"));
        assertThat(said(first(), INITIALIZED, "{'id':2,'error':{'message':'sign in\\nfirst'}}")
                        .getLast()
                        .line())
                .startsWith("1 sign in");
    }

    @Test
    void whateverElseItWritesSaysNothing() {
        assertThat(said(
                        first(),
                        "",
                        "hello",
                        "[1]",
                        "{",
                        "{'id':null,'method':'x'}",
                        "{'id':{},'result':1}",
                        "{'id':99,'result':{}}"))
                .hasSize(1);
    }

    @Test
    void aFloodOfQuestionsEndsTheTurnOnce() {
        AcpTurn turn = first();
        List<AcpTurn.Message> said = new ArrayList<>();
        for (int i = 0; i < 10_100; i++) {
            said.addAll(turn.hear(("{\"id\":" + i + ",\"method\":\"x\"}").getBytes(StandardCharsets.UTF_8)));
        }

        assertThat(said).hasSize(10_001);
        assertThat(said.getLast().isEnd()).isTrue();
    }
}
