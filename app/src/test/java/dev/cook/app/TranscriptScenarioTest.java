package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What agents report, from the push to the export, the sum and the fossil; what they must not tell; what they may use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscriptScenarioTest {
    private static final String CANARY = "canary-7f3c9d21e5b84a60";

    /** Reports as claude does, tells its secret in every way, and works. */
    private static final String TALKER = """
            #!/bin/sh
            echo '{"type":"system","subtype":"init","model":"claude-opus-4-8"}'
            echo 'a warning of another program' >&2
            echo '{"type":"assistant","message":{"id":"m1","model":"claude-opus-4-8","content":[{"type":"text","text":"I look around."},{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"env"}}],"usage":{"input_tokens":100,"cache_creation_input_tokens":300,"cache_read_input_tokens":600,"output_tokens":1}}}'
            printf '{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"API_TOKEN=%s"}]}}\\n' "$API_TOKEN"
            printf 'split: canary-7f3c9d'
            sleep 0.3
            printf '21e5b84a60.\\n'
            printf 'encoded: %s\\n' "$(printf 'user:%s' "$API_TOKEN" | base64)"
            echo work >work && git add work && git commit -q -m work && git push -q origin HEAD
            echo '{"type":"result","is_error":false,"total_cost_usd":0.05,"modelUsage":{"claude-opus-4-8":{"inputTokens":200,"outputTokens":100,"cacheReadInputTokens":1200,"cacheCreationInputTokens":600,"costUSD":0.05}}}'
            """;

    /** Asks for its own secret. */
    private static final String ASKER = """
            #!/bin/sh
            cook ask "is $API_TOKEN right?"
            """;

    /** Uses more with each message and never stops by itself. */
    private static final String SPENDER = """
            #!/bin/sh
            n=0
            while :; do
                n=$((n + 1))
                echo '{"type":"assistant","message":{"id":"m'$n'","model":"claude-opus-4-8","content":[{"type":"text","text":"more"}],"usage":{"input_tokens":100000,"output_tokens":100}}}'
                sleep 0.2
            done
            """;

    /** Tells only at the end that it used more than it may, and its work does not pass. */
    private static final String SPENT = """
            #!/bin/sh
            echo "turn $COOK_JOB" >work && git add work && git commit -q -m work && git push -q origin HEAD
            echo '{"type":"result","is_error":false,"total_cost_usd":2.5}'
            """;

    /** Works for ever without a word. */
    private static final String IDLER = """
            #!/bin/sh
            while :; do sleep 0.2; done
            """;

    private final TestServer cook;
    private final Person ada;

    TranscriptScenarioTest() throws IOException, InterruptedException {
        String claude = "format = \"claude\"\nsecrets = [\"API_TOKEN\"]\n";
        cook = TestServer.start(
                Map.of("talker", TALKER, "asker", ASKER, "spender", SPENDER, "spent", SPENT, "idler", IDLER),
                Map.of(
                        "talker",
                        claude,
                        "asker",
                        claude,
                        "spender",
                        "format = \"claude\"\n",
                        "spent",
                        "format = \"claude\"\n"),
                Map.of("API_TOKEN", CANARY));
        ada = cook.admin();
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    private Path repository(String name, String settings) throws Exception {
        Path work = ada.repository(name);
        if (!settings.isEmpty()) {
            ada.commit(work, "cook.toml", settings);
        }
        ada.git(work, "remote", "add", "origin", ada.url(name)).ok();
        ada.git(work, "push", "-q", "origin", "main").ok();
        return work;
    }

    private void wish(Path work, String agent, String... options) throws Exception {
        String[] words = new String[8 + 2 * options.length];
        System.arraycopy(
                new String[] {"push", "-q", "origin", "HEAD:refs/heads/fix", "-o", "agent=" + agent, "-o", "prompt=work"
                },
                0,
                words,
                0,
                8);
        for (int i = 0; i < options.length; i++) {
            words[8 + 2 * i] = "-o";
            words[9 + 2 * i] = options[i];
        }
        ada.git(work, words).ok();
    }

    private String awaitShown(String repo, String text) {
        return ada.until(() -> ada.ssh("branch", "show", repo, "fix").said(), shown -> shown.contains(text));
    }

    private String session(String repo) throws Exception {
        return ada.ssh("session", "list", repo, "--json")
                .ok()
                .said()
                .replaceAll("(?s).*?\"session\" : ([0-9]+).*", "$1");
    }

    @Test
    void whatAnAgentReportsIsExportedSummedAndKeptWithoutItsSecret() throws Exception {
        Path work = repository("talk", "");
        wish(work, "talker", "land=auto", "wait");
        awaitShown("talk", "landed");
        String session = session("talk");

        String lines =
                ada.ssh("session", "export", session, "--format", "jsonl").ok().out();
        assertThat(lines)
                .containsSubsequence(
                        "\"update\":\"prompt\",\"text\":\"work\"",
                        "\"update\":\"terminal\",\"text\":\"a warning of another program\"",
                        "\"update\":\"agent_message\",\"text\":\"I look around.\"",
                        "\"update\":\"tool_call\",\"id\":\"t1\",\"tool\":\"Bash\",\"kind\":\"execute\"",
                        "\"update\":\"tool_result\",\"id\":\"t1\",\"status\":\"completed\",\"output\":\"API_TOKEN=[secret API_TOKEN]\"",
                        "split: [secret API_TOKEN].",
                        "\"update\":\"usage\",\"model\":\"claude-opus-4-8\",\"input\":200")
                .containsPattern("\"at\":[0-9]+\\.[0-9]{3},\"update\":\"agent_message\"");
        String markdown = ada.ssh("session", "export", session).ok().out();
        assertThat(markdown).contains("## Turn 1", "> I look around.", "0.05 USD reported");

        assertThat(ada.ssh("usage", "--by", "task", "--repo", "talk").ok().out())
                .contains("talk fix", "2,000", "1,200", "100", "0.05 USD", "unknown");
        assertThat(ada.ssh("usage", "--repo", "talk", "--since", "1h", "--json")
                        .ok()
                        .out())
                .contains("\"reportedUsd\" : 0.05", "\"computedUsd\" : null", "\"unknownTurns\" : 0");
        assertThat(ada.ssh("session", "show", session).ok().out())
                .contains("usage        2,000 tokens in (1,200 cached), 100 out; 0.05 USD");

        ada.git(work, "fetch", "-q", "origin", "refs/fossils/1/fix").ok();
        String fossil = ada.git(work, "show", "FETCH_HEAD:fossil.json").ok().out();
        assertThat(fossil)
                .contains(
                        "\"usd\" : 0.05", "\"basis\" : \"reported\"", "\"model\" : \"claude-opus-4-8\"", "\"seconds\"");
        String transcript = ada.git(work, "show", "FETCH_HEAD:sessions/" + session + "/transcript.jsonl")
                .ok()
                .out();
        assertThat(transcript).isEqualTo(lines);
        assertThat(ada.ssh("fossil", "show", "talk", "1").ok().out()).contains("talker, 0.05 USD reported");

        String log = ada.ssh("session", "log", session).ok().out();
        String cast =
                ada.ssh("session", "export", session, "--format", "cast").ok().out();
        String kept = ada.git(work, "show", "FETCH_HEAD:sessions/" + session + "/turn-1.cast")
                .ok()
                .out();
        assertThat(cast).contains("\"version\":2", "[secret API_TOKEN]");
        String encoded = Base64.getEncoder().encodeToString(("user:" + CANARY).getBytes(StandardCharsets.UTF_8));
        for (String shown : new String[] {lines, markdown, fossil, transcript, log, cast, kept}) {
            assertThat(shown).doesNotContain(CANARY, "21e5b84a60", encoded, encoded.substring(8, 24));
        }
        played(session);
    }

    private void played(String session) throws Exception {
        boolean there = Files.isExecutable(Path.of("/usr/bin/asciinema"));
        assumeThat(there).as("asciinema plays recordings").isTrue();
        Path file = Files.writeString(
                ada.home().resolve("session.cast"),
                ada.ssh("session", "export", session, "--format", "cast").ok().out());
        ProcessBuilder play = new ProcessBuilder("asciinema", "play", "-s", "100", file.toString());
        play.environment().put("HOME", ada.home().toString());
        play.redirectInput(new java.io.File("/dev/null"));
        assertThat(Ended.of(play).ok().out()).contains("I look around.", "[secret API_TOKEN]");
    }

    @Test
    void aQuestionIsShownWithoutTheSecret() throws Exception {
        Path work = repository("question", "");
        wish(work, "asker");
        assertThat(awaitShown("question", "asker asks"))
                .contains("is [secret API_TOKEN] right?")
                .doesNotContain(CANARY);
        assertThat(ada.ssh("event", "tail", "--repo", "question").ok().out()).doesNotContain(CANARY);
    }

    @Test
    void aBudgetThatIsUsedUpStopsTheAgentAndSaysSo() throws Exception {
        Path work = repository("budget", "");
        wish(work, "spender", "budget=1.50usd");
        assertThat(awaitShown("budget", "budget of 1.50 USD is used up")).contains("waits");
        String session = session("budget");
        String shown = ada.until(() -> ada.ssh("session", "show", session).said(), now -> now.contains("killed"));
        assertThat(shown).contains("its budget of 1.50 USD is used up", "USD (computed)", "of 1.50 USD");
        assertThat(ada.ssh("event", "tail", "--repo", "budget").ok().out())
                .contains("session " + session + " was killed: its budget of 1.50 USD is used up");
        assertThat(ada.ssh("session", "export", session, "--format", "jsonl")
                        .ok()
                        .out())
                .as("what it did before is kept")
                .contains("\"text\":\"more\"");
        assertThat(ada.ssh("usage", "--by", "agent", "--repo", "budget", "--json")
                        .ok()
                        .out())
                .contains("\"reportedUsd\" : null")
                .containsPattern("\"computedUsd\" : [1-9]");
    }

    @Test
    void noOtherTurnBeginsOnABudgetThatIsUsedUp() throws Exception {
        Path work =
                repository("spent", "[limits]\nbudget = \"2usd\"\n[[gates]]\nname = \"test\"\ncommand = \"false\"\n");
        wish(work, "spent", "budget=10usd", "land=auto");
        assertThat(awaitShown("spent", "waits"))
                .contains("gate test failed", "its budget of 2.00 USD is used up: 2.50 USD");
        assertThat(ada.ssh("session", "show", session("spent")).ok().out())
                .contains("killed, its budget of 2.00 USD is used up", "turn 1 ended with exit status 0")
                .doesNotContain("turn 2");
    }

    @Test
    void theTargetsFileCapsTheTimeOfASession() throws Exception {
        Path work = repository("time", "[limits]\nmax_time = \"3s\"\n");
        wish(work, "idler", "max-time=1h");
        assertThat(awaitShown("time", "waits")).contains("its turns ran for", "and may for 3 s");
        ada.until(() -> ada.ssh("session", "show", session("time")).said().contains("killed"));
    }
}
