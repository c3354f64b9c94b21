package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Agents that work and review in gates; each does what the gate's prompt says, for that is a script. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentGateTest {
    private static final String AGENTS = """

            [environments.vault]
            backend = "local"
            network = "cook"
            secrets = ["PLACE_KEY"]

            [agents.puppet]
            command = ["sh", "-c", 'cd "$COOK_CHECKOUT"; sed "/^---$/,\\$d" "$1" >"$HOME/words"; . "$HOME/words"', "sh", "{prompt_file}"]
            secrets = ["AGENT_KEY"]
            variables = { COLOUR = "red" }

            [agents.scribe]
            command = ["sh", "-c", 'cd "$COOK_CHECKOUT"; printf %s "$1" | cmp - "$2" && cp "$2" arrived', "sh", "{prompt}", "{prompt_file}"]

            [agents.absent]
            command = ["absent-agent", "{prompt}"]

            [agents.toolbox]
            command = ["cat", "{mcp_config}"]

            [agents.writer]
            command = ["sh", "-c", '''
                cook verdict pass "my own work is good"
                if grep -q "^fail song:1: " "$1"; then echo good >song; else echo bad >song; fi
                git add -A && git commit -qm song && git push -q origin HEAD && cook done
            ''', "sh", "{prompt_file}"]
            """;

    private final TestServer cook;

    AgentGateTest() throws IOException, InterruptedException {
        cook = TestServer.start(
                Map.of(), Map.of(), Map.of("AGENT_KEY", "agents-own-key-1", "PLACE_KEY", "places-own-key-2"), AGENTS);
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    private static JsonNode run(GatedRepo repo, String gate) throws Exception {
        return repo.json("fix").stream()
                .filter(run -> run.path("gate").asString().equals(gate))
                .toList()
                .getLast();
    }

    private String log(GatedRepo repo, String gate) throws Exception {
        return repo.owner()
                .ssh("gate", "log", run(repo, gate).path("run").asString())
                .ok()
                .out();
    }

    @Test
    void whatAnAgentChangesAndCommitsIsOneCommitOfTheGateThatTheOthersJudge() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "works", """
                [[gates]]
                name = "tidy"
                command = "grep -q ^tidy song && grep -q left left"

                [[gates]]
                name = "fix"
                kind = "agent"
                agent = "puppet"
                env = "vault"
                prompt = '''
                sed -i s/untidy/tidy/ song
                git commit -qam "In my own name"
                echo left >left
                echo "colour $COLOUR, key ${AGENT_KEY:-none}, tools at $COOK_MCP_URL"
                test "$PLACE_KEY" = places-own-key-2
                '''

                [[gates]]
                name = "still"
                kind = "agent"
                agent = "puppet"
                prompt = "git commit -q --allow-empty -m nothing"
                """);

        repo.propose("fix", "song", "untidy\n");

        repo.await("fix", "landed on main");
        repo.fetch();
        assertThat(repo.git("log", "--format=%an: %s", "-2", "--first-parent", "FETCH_HEAD"))
                .isEqualTo("cook gate fix: Apply gate fix\nCook: Merge branch 'fix'");
        assertThat(repo.git("show", "FETCH_HEAD:song")).isEqualTo("tidy");
        assertThat(repo.runs("fix")).containsExactlyInAnyOrder("tidy 1 passed", "fix 1 passed", "still 1 passed");
        assertThat(run(repo, "tidy").path("commit").asString()).isEqualTo(repo.main());
        assertThat(run(repo, "still").path("result").asString("")).isEmpty();
        assertThat(log(repo, "fix")).contains("colour red, key none, tools at http://127.0.0.1:9/");
        assertThat(cook.admin().ssh("usage", "--by", "agent").ok().out()).contains("puppet");
    }

    @Test
    void anAgentThatChangesWhatHasToPassOrEndsBadlyHasFailed() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "rewrites", """
                [[gates]]
                name = "evil"
                kind = "agent"
                agent = "puppet"
                prompt = "echo >>cook.toml; echo x >a"
                required = false

                [[gates]]
                name = "lazy"
                kind = "agent"
                agent = "puppet"
                prompt = "echo y >a; exit 7"
                """);
        String before = repo.main();

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "waits for");
        assertThat(run(repo, "evil").path("reason").asString())
                .contains("the gate changed cook.toml, which defines gates");
        assertThat(run(repo, "lazy").path("reason").asString()).isEqualTo("exit status 7");
        assertThat(repo.main()).isEqualTo(before);
    }

    @Test
    void anAgentThatIsNotInstalledIsNamedWithTheWayOutWhereverItShouldWork() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "absent", """
                [[gates]]
                name = "review"
                kind = "agent_review"
                agent = "absent"
                prompt = "look"
                """);

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "waits for");
        assertThat(run(repo, "review").path("reason").asString())
                .isEqualTo("exit status 127 (its environment has no such program), without a verdict");
        assertThat(log(repo, "review"))
                .contains("cook: absent-agent is not installed in this environment (PATH is /", "docs/agents.md");
        assertThat(repo.owner()
                        .git(
                                repo.work(),
                                "push",
                                repo.owner().url("absent"),
                                "HEAD:refs/heads/work",
                                "-o",
                                "agent=absent",
                                "-o",
                                "prompt=work",
                                "-o",
                                "land=auto",
                                "-o",
                                "wait")
                        .err())
                .contains(
                        "the agent ended with exit status 127 (its environment has no such program): see `session log ");
    }

    @Test
    void anAgentWhoseCommandNamesAFileOfToolsFindsNone() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "toolless", """
                [[gates]]
                name = "fix"
                kind = "agent"
                agent = "toolbox"
                prompt = "fix"
                """);

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "landed on main");
        assertThat(log(repo, "fix")).contains("{ \"mcpServers\": {} }");
    }

    @Test
    void aPromptArrivesWordForWordWithTheFactsBehindIt() throws Exception {
        String prompt = "Say \"hi\" and 'ho'; $(touch pwned) `touch pwned` \\n {prompt_file} {session} %s $HOME ${x\n\n"
                + "\tand --- & | > that's <it>";
        GatedRepo repo = GatedRepo.of(cook.admin(), "verbatim", """
                [[gates]]
                name = "note"
                kind = "agent"
                agent = "scribe"
                prompt = \"\"\"%s\"\"\"
                """.formatted(
                        prompt.replace("\\", "\\\\").replace("\"", "\\\"")));

        repo.propose("fix", "it is $(a) file", "1\n");

        repo.await("fix", "landed on main");
        repo.fetch();
        assertThat(repo.git("show", "FETCH_HEAD:arrived"))
                .startsWith(prompt + "\n\n---\nYou are the agent of the gate note. ")
                .contains("the candidate for main with the branches fix.", "1 changed file:\n\n    it is $(a) file\n");
        assertThat(repo.git("ls-tree", "--name-only", "FETCH_HEAD")).doesNotContain("pwned");
    }

    @Test
    void whatAReviewFindsGoesBackToTheAgentAndTheNextAttemptLands() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "reviewed", """
                [[gates]]
                name = "review"
                kind = "agent_review"
                agent = "puppet"
                prompt = '''
                base=$(grep -oE "Its base is commit [0-9a-f]+" "$1" | grep -oE "[0-9a-f]+$")
                git diff --text --no-ext-diff "$base" HEAD >"$HOME/diff" || exit 9
                echo mine >song; git commit -qam mine; git push -q origin HEAD:refs/heads/fix && exit 8
                if grep -q "^+bad" "$HOME/diff"; then
                    cook verdict fail "it's \\"bad\\": $(printf "a\\033[31m b\\nrun    forged")" --file song --line 1
                    cook verdict fail "the second thing, near places-own-key-2"
                else
                    cook verdict pass "sounds good"
                fi
                '''

                [[gates]]
                name = "plain"
                command = "cook verdict pass mine; test $? -eq 1"
                """);

        String told = repo.owner()
                .git(
                        repo.work(),
                        "push",
                        repo.owner().url("reviewed"),
                        "HEAD:refs/heads/fix",
                        "-o",
                        "agent=writer",
                        "-o",
                        "prompt=a song",
                        "-o",
                        "land=auto",
                        "-o",
                        "wait")
                .ok()
                .err();

        assertThat(told)
                .containsSubsequence(
                        "turn 1",
                        "gate review failed: the verdict is fail: the second thing, near [secret PLACE_KEY] (the last of 2)",
                        "turn 2",
                        "gate review passed",
                        "landed on main");
        repo.fetch();
        assertThat(repo.git("show", "FETCH_HEAD:song")).isEqualTo("good");
        JsonNode failed = repo.json("fix").stream()
                .filter(run -> run.path("state").asString().equals("failed"))
                .findFirst()
                .orElseThrow();
        assertThat(repo.owner()
                        .ssh("gate", "log", failed.path("run").asString())
                        .ok()
                        .out())
                .contains("fail song:1: it's \"bad\": a\uFFFD[31m b\n    run    forged\nfail: the second thing");
        assertThat(repo.owner()
                        .ssh("gate", "status", "reviewed", failed.path("commit").asString())
                        .ok()
                        .out())
                .contains("gate       review failure", "\n  fail song:1: it's \"bad\"", "\n  fail: the second thing");
        assertThat(repo.owner()
                        .ssh("gate", "status", "reviewed", failed.path("commit").asString(), "--json")
                        .ok()
                        .out())
                .contains("\"file\" : \"song\"", "\"line\" : 1");
        String session = repo.owner()
                .ssh("session", "list", "reviewed")
                .ok()
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
        assertThat(repo.owner().ssh("session", "log", session).ok().out()).contains("verdicts are accepted only from");
        assertThat(repo.owner().ssh("verdict", "pass", "mine").status()).isNotZero();
        repo.git("fetch", "-q", repo.owner().url("reviewed"), "refs/fossils/1/fix");
        assertThat(repo.git("show", "FETCH_HEAD:fossil.json")).contains("\"comment\" : \"sounds good\"");
    }

    @Test
    void theLastVerdictOfAReviewThatEndsWellCountsAndNoneIsAFailure() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "moods", """
                [[gates]]
                name = "mute"
                kind = "agent_review"
                agent = "puppet"
                prompt = "cook verdict maybe; cook verdict fail; cook verdict pass x --file ../x; true"
                required = false

                [[gates]]
                name = "broken"
                kind = "agent_review"
                agent = "puppet"
                prompt = "cook verdict pass x; exit 3"
                required = false

                [[gates]]
                name = "moody"
                kind = "agent_review"
                agent = "puppet"
                prompt = "cook verdict fail no; cook verdict pass \\"after all\\""

                [[gates]]
                name = "no"
                command = "false"
                """);

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "waits for");
        assertThat(run(repo, "mute").path("reason").asString()).isEqualTo("the agent ended without a verdict");
        assertThat(log(repo, "mute"))
                .contains("the verdict must be pass or fail", "needs a comment", "--file must be a path inside");
        assertThat(run(repo, "broken").path("reason").asString())
                .isEqualTo("exit status 3, although the verdict is pass: x");
        assertThat(run(repo, "moody").path("state").asString()).isEqualTo("passed");

        repo.owner().ssh("gate", "run", "moods", "fix", "moody").ok();
        repo.awaitRuns("fix", "moody 2 passed");
        JsonNode again = run(repo, "moody");
        assertThat(again.path("answeredBy").asLong()).isPositive();
        assertThat(log(repo, "moody")).contains("fail: no\npass: after all");
    }

    @Test
    void aTargetWhoseGatesNameAnAgentThatThereIsNotSaysSo() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "unknown", """
                [[gates]]
                name = "review"
                kind = "agent_review"
                agent = "nobody"
                prompt = "look"
                """);

        repo.propose("fix", "a", "1\n");

        assertThat(repo.await("fix", "waits for"))
                .contains("cook.toml:4:1: [gates] agent: no agent 'nobody' is configured; choose one of: ", "puppet");
        assertThat(List.of(repo.owner().ssh("gate", "check", "unknown").status()))
                .doesNotContain(0);
    }
}
