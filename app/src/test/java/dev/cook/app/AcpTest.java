package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The server speaks the Agent Client Protocol with a real process: {@code acp-agent}, 90 lines of perl with the JSON::PP that
 * comes with it, which keeps its conversations in files as real agents do.
 */
class AcpTest {
    /** What a test talks to. */
    private record Speaking(AutoCloseable server, TestSite site, Person ada, Path work) {}

    private Optional<Speaking> cook = Optional.empty();

    private static String script() throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/perl")), "the agent is a perl script: /usr/bin/perl is not here");
        try (InputStream script = Objects.requireNonNull(AcpTest.class.getResourceAsStream("acp-agent"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** In this JVM, where it need not be killed. */
    private void start() throws Exception {
        TestServer server =
                TestServer.start(Map.of("spoken", script()), Map.of("spoken", "format = \"acp\"\n"), Map.of());
        prepare(server, server.site(), server.admin());
    }

    private ServerProcess startApart() throws Exception {
        TestSite own = TestSite.open();
        own.agent("spoken", script());
        own.settings("spoken", "format = \"acp\"\n");
        ServerProcess server = ServerProcess.start(own);
        prepare(
                () -> {
                    server.close();
                    own.close();
                },
                own,
                server.admin());
        return server;
    }

    private void prepare(AutoCloseable server, TestSite own, Person admin) throws Exception {
        Path work = admin.repository("thing");
        cook = Optional.of(new Speaking(server, own, admin, work));
        admin.commit(work, "cook.toml", """
                [[gates]]
                name = "test"
                command = "echo the oven is cold; test -e mended"
                """);
        admin.git(work, "push", "-q", admin.url("thing"), "main").ok();
    }

    private Person ada() {
        return cook.orElseThrow().ada();
    }

    private TestSite site() {
        return cook.orElseThrow().site();
    }

    @AfterEach
    void stop() throws Exception {
        if (cook.isPresent()) {
            cook.get().server().close();
        }
    }

    private Ended push(String prompt, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "push", ada().url("thing"), "HEAD:refs/heads/fix", "-o", "agent=spoken", "-o", "prompt=" + prompt));
        Arrays.stream(options).forEach(option -> words.addAll(List.of("-o", option)));
        return ada().git(cook.orElseThrow().work(), words.toArray(String[]::new))
                .ok();
    }

    private String exported() throws Exception {
        return ada().ssh("session", "export", "1", "--format", "jsonl").ok().out();
    }

    private String events() throws Exception {
        return ada().ssh("event", "tail", "--repo", "thing", "--limit", "1000")
                .ok()
                .out();
    }

    private void await(java.util.concurrent.Callable<Boolean> what) {
        ada().until(what);
    }

    @Test
    void itWorksInTwoTurnsOfOneConversationWithTheSessionsTools() throws Exception {
        start();
        String told = push("cook something", "land=auto", "wait").err();

        assertThat(told)
                .containsSubsequence("turn 1 finished", "gate test failed", "turn 2 finished", "landed on main");
        String transcript = exported();
        assertThat(transcript)
                .containsSubsequence(
                        "{\"turn\":1,\"at\":0.000,\"update\":\"prompt\",\"text\":\"cook something",
                        "\"update\":\"agent_message\",\"text\":\"Told 1 times: cook something\"",
                        "\"update\":\"tool_call\",\"id\":\"call\",\"tool\":\"commit\",\"kind\":\"execute\"",
                        "\"update\":\"permission_ask\",\"id\":\"call\",\"title\":\"commit\",\"options\":[\"No\",\"Yes\"],\"answer\":\"Yes\"",
                        "\"status\":\"completed\",\"output\":\"allowed with yes\"",
                        "done says: fix is done; gates are next",
                        "\"update\":\"usage\"",
                        "\"turn\":2",
                        "Told 2 times: Your work on the branch fix did not pass");
        assertThat(transcript.split("Told 1 times", -1))
                .as("what is loaded is no news")
                .hasSize(2);
        assertThat(ada().ssh("usage", "--json").ok().out()).contains("\"input\" : 1200", "\"output\" : 100");
    }

    @Test
    void itWorksForAGateToo() throws Exception {
        start();
        GatedRepo gated = GatedRepo.of(ada(), "gated", """
                [[gates]]
                name = "look"
                kind = "agent"
                agent = "spoken"
                prompt = "ask whether it may"
                """);

        gated.propose("fix", "go", "go\n");

        gated.await("fix", "landed on main");
        String run = gated.json("fix").getFirst().path("run").asString();
        assertThat(ada().ssh("gate", "log", run).ok().out())
                .contains("Told 1 times: ask whether it may", "allowed with yes");
        assertThat(ada().ssh("usage", "--repo", "gated", "--json").ok().out()).contains("\"input\" : 600");
    }

    @Test
    void aServerThatWasKilledInTheMiddleGoesOnSpeakingAndRepeatsNothing() throws Exception {
        ServerProcess server = startApart();
        push("ask for the key");
        await(() -> ada().ssh("session", "log", "1").ok().out().contains("Told 1 times"));
        server.kill();
        // The agent asks while nobody listens.
        Path place = place();
        Files.createFile(place.resolve("cook/work/go"));
        await(() -> Files.readString(place.resolve("cook/jobs/1/out")).contains("request_permission"));
        server.startAgain();

        await(() -> events().contains("turn 1 finished"));
        assertThat(exported())
                .containsSubsequence("Told 1 times: ask for the key", "\"answer\":\"Yes\"", "allowed with yes")
                .doesNotContain("Told 2 times");
    }

    @Test
    void whoeverRunsOutOfTimeIsAskedToStopFirst() throws Exception {
        start();
        push("wait for ever", "max-time=8s");

        await(() -> events().contains("needs attention"));
        // Whose turn it is now is said before the agent has stopped.
        await(() -> ada().ssh("session", "export", "1", "--format", "jsonl").status() == 0);
        assertThat(exported()).contains("I was told to stop", "the agent stopped: cancelled");
        await(() -> ada().ssh("session", "log", "1").ok().out().contains("exit status"));
        assertThat(ada().ssh("session", "log", "1").ok().out()).contains("exit status 124");
        await(() -> site().terminals().isEmpty());
    }

    @Test
    void aMessageIsTheNextPromptOfTheSameConversation() throws Exception {
        start();
        push("ask for the key");
        await(() -> ada().ssh("session", "log", "1").ok().out().contains("Told 1 times"));
        Ended typed = ada().ssh("session", "say", "1", "--type", "hello");
        assertThat(typed.status()).isEqualTo(4);
        assertThat(typed.err()).contains("does not read its terminal");
        ada().ssh("session", "say", "1", "use", "the", "new", "parser").ok();
        Files.createFile(place().resolve("cook/work/go"));

        await(() -> ada().ssh("session", "log", "1")
                .ok()
                .out()
                .contains("Told 2 times: Message from admin about your work"));
    }

    @Test
    void anAgentThatLeavesInTheMiddleIsTold() throws Exception {
        start();
        push("leave");

        await(() -> events().contains("needs attention"));
        assertThat(ada().ssh("session", "log", "1").ok().out())
                .contains("cook: the agent exited before its turn ended", "I cannot go on");
    }

    private Path place() throws IOException {
        try (Stream<Path> places = Files.list(site().data().resolve("environments"))) {
            return places.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }
}
