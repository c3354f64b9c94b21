package dev.cook.agents.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.AgentFormat;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.TokenCounts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Agents count by message, by process, or by conversation, and repeat themselves: what Cook says of a session is the sum of
 * what was spent, once. Each case is a session; a turn is what its process wrote.
 */
class UsageOverTurnsTest {
    /**
     * One session.
     *
     * @param turns lines of each turn
     * @param used what each turn used: {@code tokens in, tokens out, USD}; a word where there is nothing to know
     */
    record Session(String name, AgentFormat format, List<List<String>> turns, List<String> used) {
        @Override
        public String toString() {
            return format + " " + name;
        }
    }

    private static Session session(AgentFormat format, String name, List<List<String>> turns, String... used) {
        return new Session(name, format, turns, List.of(used));
    }

    // ---- what agents write

    private static String codexThread(String id) {
        return "{'type':'thread.started','thread_id':'" + id + "'}";
    }

    private static String codex(int in, int out) {
        return "{'type':'turn.completed','usage':{'input_tokens':%d,'cached_input_tokens':0,'output_tokens':%d}}"
                .formatted(in, out);
    }

    private static String claudeMessage(String id, String parent, int in, int out) {
        return ("{'type':'assistant','parent_tool_use_id':%s,'session_id':'s','message':{'id':'%s','model':'m','content':[],"
                        + "'usage':{'input_tokens':%d,'output_tokens':%d}}}")
                .formatted(parent, id, in, out);
    }

    private static String claudeResult(String session, int in, int out, String usd) {
        return ("{'type':'result','session_id':'%s','total_cost_usd':%s,'usage':{'input_tokens':1,'output_tokens':1},"
                        + "'modelUsage':{'m':{'inputTokens':%d,'outputTokens':%d,'costUSD':%s}}}")
                .formatted(session, usd, in, out, usd);
    }

    private static String qwenMessage(String id, int in, int out) {
        return ("{'type':'assistant','session_id':'s','message':{'id':'%s','model':'q','content':[],"
                        + "'usage':{'input_tokens':%d,'output_tokens':%d}}}")
                .formatted(id, in, out);
    }

    private static String qwenResult(int in, int out) {
        return "{'type':'result','session_id':'s','usage':{'input_tokens':%d,'output_tokens':%d}}".formatted(in, out);
    }

    private static final String GEMINI_INIT = "{'type':'init','session_id':'s','model':'g'}";

    private static String gemini(int in, int out) {
        return ("{'type':'result','status':'success','stats':{'total_tokens':%1$d,'input_tokens':%2$d,'output_tokens':%3$d,"
                        + "'models':{'g':{'total_tokens':%1$d,'input_tokens':%2$d,'output_tokens':%3$d}}}}")
                .formatted(in + out, in, out);
    }

    private static String opencode(String part, int in, int out, String usd) {
        return ("{'type':'step_finish','part':{'id':'%s','tokens':{'input':%d,'output':%d,'reasoning':0,"
                        + "'cache':{'read':0,'write':0}},'cost':%s}}")
                .formatted(part, in, out, usd);
    }

    private static String pi(long at, int in, int out, String usd) {
        return ("{'type':'message_end','message':{'role':'assistant','content':[],'model':'p','responseId':'r','timestamp':%d,"
                        + "'usage':{'input':%d,'output':%d,'cacheRead':0,'cacheWrite':0,'cost':{'total':%s}}}}")
                .formatted(at, in, out, usd);
    }

    private static final String ACP_PROMPT = "{'method':'cook/prompt'}";

    private static String acpCost(String session, String usd) {
        return ("{'method':'session/update','params':{'sessionId':'%s','update':{'sessionUpdate':'usage_update','used':1,"
                        + "'size':2,'cost':{'amount':%s,'currency':'USD'}}}}")
                .formatted(session, usd);
    }

    private static String acpAnswer(int in, int out) {
        return "{'id':3,'result':{'stopReason':'end_turn','usage':{'inputTokens':%d,'outputTokens':%d}}}"
                .formatted(in, out);
    }

    private static String acpAgent(String name) {
        return "{'id':1,'result':{'protocolVersion':1,'agentInfo':{'name':'" + name + "'}}}";
    }

    // ---- sessions

    static Stream<Session> sessions() {
        return Stream.of(
                session(
                        AgentFormat.CODEX,
                        "counts on over the turns of a thread",
                        List.of(
                                List.of(codexThread("a"), codex(1000, 100)),
                                List.of(codexThread("a"), codex(1500, 130)),
                                List.of(codexThread("a"), codex(4000, 400))),
                        "1000 100 -",
                        "500 30 -",
                        "2500 270 -"),
                session(
                        AgentFormat.CODEX,
                        "begins a new thread, which grows larger than the one before",
                        List.of(
                                List.of(codexThread("a"), codex(1000, 100)),
                                List.of(codexThread("b"), codex(400, 40)),
                                List.of(codexThread("b"), codex(1500, 150)),
                                List.of(codexThread("a"), codex(1100, 110))),
                        "1000 100 -",
                        "400 40 -",
                        "1100 110 -",
                        "100 10 -"),
                session(
                        AgentFormat.CODEX,
                        "tells its total after each of several prompts, once more at the end, and says nothing of a lost turn",
                        List.of(
                                List.of(codexThread("a"), codex(100, 10), codex(300, 30), codex(300, 30)),
                                List.of(codexThread("a")),
                                List.of(codexThread("a"), codex(900, 90))),
                        "300 30 -",
                        "nothing",
                        "600 60 -"),
                session(
                        AgentFormat.CODEX,
                        "starts its thread's count anew",
                        List.of(
                                List.of(codexThread("a"), codex(1000, 100)),
                                List.of(codexThread("a"), codex(50, 5)),
                                List.of(codexThread("x".repeat(5000)), codex(70, 7))),
                        "1000 100 -",
                        "50 5 -",
                        "70 7 -"),
                session(
                        AgentFormat.CLAUDE,
                        "tells a message on several lines, and those of sub-agents, before it is killed",
                        List.of(List.of(
                                claudeMessage("1", "null", 100, 1),
                                claudeMessage("1", "null", 100, 1),
                                claudeMessage("2", "'tool'", 30, 2))),
                        "130 3 -"),
                session(
                        AgentFormat.CLAUDE,
                        "counts by process, also in one that resumes a session",
                        List.of(
                                List.of(claudeMessage("1", "null", 1, 1), claudeResult("s", 1000, 100, "0.50")),
                                List.of(claudeMessage("2", "null", 1, 1), claudeResult("s", 1200, 120, "0.60"))),
                        "1000 100 0.5",
                        "1200 120 0.6"),
                session(
                        AgentFormat.CLAUDE,
                        "tells a result after each of several prompts, of which each is the total by then",
                        List.of(List.of(
                                claudeMessage("1", "null", 1, 1),
                                claudeResult("s", 100, 10, "0.1"),
                                claudeResult("s", 100, 10, "0.1"),
                                claudeMessage("2", "null", 1, 1),
                                claudeResult("s", 250, 25, "0.25"))),
                        "250 25 0.25"),
                session(
                        AgentFormat.CLAUDE,
                        "is killed after a result, in the middle of more",
                        List.of(List.of(
                                claudeMessage("1", "null", 1, 1),
                                claudeResult("s", 100, 10, "0.1"),
                                claudeMessage("2", "null", 40, 4))),
                        "140 14 0.1"),
                session(
                        AgentFormat.CLAUDE,
                        "is run twice in one turn, in one session and in another",
                        List.of(List.of(
                                claudeResult("s", 100, 10, "0.1"),
                                claudeResult("s", 30, 3, "0.03"),
                                claudeResult("t", 500, 50, "0.5"))),
                        "630 63 0.63"),
                session(
                        AgentFormat.QWEN,
                        "repeats a message, and its result counts on over turns",
                        List.of(
                                List.of(qwenMessage("1", 100, 10), qwenMessage("1", 100, 10), qwenResult(100, 10)),
                                List.of(qwenMessage("2", 200, 20), qwenResult(300, 30))),
                        "100 10 -",
                        "200 20 -"),
                session(
                        AgentFormat.QWEN,
                        "tells nothing but results, which count on over turns",
                        List.of(List.of(qwenResult(100, 10)), List.of(qwenResult(350, 35))),
                        "100 10 -",
                        "250 25 -"),
                session(
                        AgentFormat.QWEN,
                        "writes more messages than are kept apart",
                        List.of(Stream.iterate(1, n -> n + 1)
                                .limit(10_000)
                                .map(n -> qwenMessage("m" + n, 10, 1))
                                .toList()),
                        "100000 10000 -"),
                session(
                        AgentFormat.GEMINI,
                        "counts by process, of which a turn may have two, and repeats its result",
                        List.of(
                                List.of(GEMINI_INIT, gemini(100, 10)),
                                List.of(GEMINI_INIT, gemini(150, 15), gemini(150, 15), GEMINI_INIT, gemini(200, 20))),
                        "100 10 -",
                        "350 35 -"),
                session(
                        AgentFormat.OPENCODE,
                        "tells each step, and one of them twice",
                        List.of(
                                List.of(
                                        opencode("a", 100, 10, "0.1"),
                                        opencode("a", 100, 10, "0.1"),
                                        opencode("b", 200, 20, "0.2")),
                                List.of(opencode("c", 100, 10, "0.1"))),
                        "300 30 0.3",
                        "100 10 0.1"),
                session(
                        AgentFormat.OPENCODE,
                        "has a sub-agent, of which it tells no usage",
                        List.of(
                                List.of(
                                        opencode("a", 100, 10, "0.1"),
                                        "{'type':'tool_use','part':{'tool':'task','callID':'1','state':{'status':'completed'}}}")),
                        "100 10 0.1 and more"),
                session(
                        AgentFormat.PI,
                        "tells each message, and one of them twice",
                        List.of(List.of(pi(1, 100, 10, "0.1"), pi(1, 100, 10, "0.1"), pi(2, 100, 10, "0.1"))),
                        "200 20 0.2"),
                session(
                        AgentFormat.ACP,
                        "tells the cost of the session and the tokens of the turn",
                        List.of(
                                List.of(ACP_PROMPT, acpCost("s", "0.1"), acpCost("s", "0.3"), acpAnswer(100, 10)),
                                List.of(acpCost("s", "0.3"), ACP_PROMPT, acpCost("s", "0.35"), acpAnswer(120, 12))),
                        "100 10 0.3",
                        "120 12 0.05"),
                session(
                        AgentFormat.ACP,
                        "begins a new session, and a session anew",
                        List.of(
                                List.of(ACP_PROMPT, acpCost("s", "0.1"), acpAnswer(100, 10)),
                                List.of(ACP_PROMPT, acpCost("t", "0.5"), acpAnswer(100, 10)),
                                List.of(ACP_PROMPT, acpCost("t", "0.6"), acpCost("t", "0.2"), acpAnswer(100, 10))),
                        "100 10 0.1",
                        "100 10 0.5",
                        "100 10 0.3"),
                session(
                        AgentFormat.ACP,
                        "is claude's adapter, which counts by process",
                        List.of(
                                List.of(
                                        acpAgent("@agentclientprotocol/claude-agent-acp"),
                                        ACP_PROMPT,
                                        acpCost("s", "0.1"),
                                        acpAnswer(100, 10)),
                                List.of(
                                        acpAgent("@agentclientprotocol/claude-agent-acp"),
                                        ACP_PROMPT,
                                        acpCost("s", "0.4"),
                                        acpAnswer(100, 10))),
                        "100 10 0.1",
                        "100 10 0.4"));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void eachTurnIsSaidToHaveUsedWhatItUsed(Session session) {
        List<Transcript> before = new ArrayList<>();
        for (int turn = 1; turn <= session.turns().size(); turn++) {
            byte[] written = String.join("\n", session.turns().get(turn - 1))
                    .replace('\'', '"')
                    .concat("\n")
                    .getBytes(StandardCharsets.UTF_8);
            TurnReader reader = new TurnReader(session.format(), List.of(), turn, "go on");
            reader.feed(written, Optional.empty());
            Transcript transcript = reader.end(thread -> earlier(before, thread));
            UsageMeter meter = new UsageMeter(session.format(), List.of());
            meter.feed(written);
            List<ModelUsage> live = meter.usage()
                    .since(meter.usage()
                            .thread()
                            .map(thread -> earlier(before, thread))
                            .orElseGet(List::of));

            String used = session.used().get(turn - 1);
            assertThat(told(transcript.usage()))
                    .as("turn %d, as it is kept", turn)
                    .isEqualTo(used);
            assertThat(told(live)).as("turn %d, while it runs", turn).isEqualTo(used);
            assertThat(new String(transcript.lines(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.contains("\"update\":\"usage\""))
                            .count())
                    .as("turn %d, in the transcript", turn)
                    .isEqualTo(transcript.usage().size());
            before.add(transcript);
        }
    }

    /** As the store has it. */
    private static List<ModelUsage> earlier(List<Transcript> before, String thread) {
        return before.stream()
                .filter(turn -> turn.thread().equals(Optional.of(thread)))
                .flatMap(turn -> turn.usage().stream())
                .toList();
    }

    private static String told(List<ModelUsage> usage) {
        if (usage.isEmpty()) {
            return "nothing";
        }
        TokenCounts tokens = usage.stream().map(ModelUsage::tokens).reduce(TokenCounts.UNKNOWN, TokenCounts::plus);
        Optional<BigDecimal> usd =
                usage.stream().flatMap(model -> model.reportedUsd().stream()).reduce(BigDecimal::add);
        boolean more = usage.stream()
                .anyMatch(
                        model -> model.tokens().unknown() && model.reportedUsd().isEmpty());
        return tokens.input().orElse(0L) + " " + tokens.output().orElse(0L) + " "
                + usd.map(BigDecimal::toPlainString).orElse("-") + (more ? " and more" : "");
    }
}
