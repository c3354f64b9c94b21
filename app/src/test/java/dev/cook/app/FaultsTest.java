package dev.cook.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong with one agent takes neither the server nor another session with it. */
class FaultsTest {
    /** As many as a small environment may have. */
    private static final int PROCESSES = 150;

    /** Characters that Cook keeps of a job's output, and a line about what it dropped. */
    private static final int OUTPUT_KEPT = (16 << 20) + 1000;

    private static final String BOMB = """
            #!/bin/sh
            echo lit
            exec perl -e 'fork while 1'
            """;

    private static final String FILLER = """
            #!/bin/sh
            i=0
            while :; do
                head -c 4000000 /dev/zero | tr '\\0' x >"f$i"
                i=$((i + 1))
            done
            """;

    private static final String FLOOD = """
            #!/bin/sh
            head -c 1000000000 /dev/zero | tr '\\0' x
            """;

    /** What a job sends that could not write down how it ended. */
    private static final String SPOILER = """
            #!/bin/sh
            cd "$(mktemp -d)" && : | tee status out timing push dirty head
            tar -c -f - status out timing push dirty head | ssh -F "$COOK_SPEC/ssh_config" -T cook job report "$COOK_JOB"
            sleep 60
            """;

    private TestSite site;
    private ServerProcess server;
    private Chatting chatting;
    private String talk;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.open();
        for (Map.Entry<String, String> agent : Map.of(
                        "chat", Chatting.AGENT, "bomb", BOMB, "filler", FILLER, "flood", FLOOD, "spoiler", SPOILER)
                .entrySet()) {
            site.agent(agent.getKey(), agent.getValue());
        }
        // Less memory than an agent may write.
        server = ServerProcess.start(site, """

                [environments.small]
                backend = "local"
                paths = ["%s"]
                processes = %d
                disk = "64MiB"
                """.formatted(site.agents(), PROCESSES), List.of("-Xmx256m"), Map.of());
        chatting = Chatting.with(server);
        talk = chatting.agentOn("fix");
        ada = server.admin();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        site.close();
    }

    @Test
    void aForkBombIsHeldToItsOwnEnvironmentAndIsKilled() throws Exception {
        String session = wish("bomb", "-o", "env=small");
        chatting.awaitLog(session, "lit");
        Awaitility.await().until(() -> site.inhabitantsOf(2) > PROCESSES / 2);

        theOtherSessionIsHeard("while it burns");
        // The sandbox's own guards, and what makes its connections, are root's and not counted by the kernel.
        assertThat(site.inhabitantsOf(2)).isLessThanOrEqualTo(PROCESSES + 9);

        ada.ssh("session", "kill", session).ok();
        Awaitility.await().until(() -> site.inhabitantsOf(2) == 0);
        theOtherSessionIsHeard("after it");
        assertThat(site.terminals()).hasSize(1);
        assertThat(ada.ssh("session", "show", session).ok().out()).contains("killed, by admin");
    }

    @Test
    void aReportThatCannotBeReadEndsTheTurnWithTheReason() throws Exception {
        String session = wish("spoiler");

        ada.until(() -> ada.ssh("branch", "show", "spoiler").ok().out().contains("its report was refused"));
        assertThat(ada.ssh("session", "show", session).ok().out())
                .contains("turn 1 failed: its report was refused: the report's status is not a number");
    }

    @Test
    void anAgentThatFillsItsDiskIsEndedAndAPersonIsTold() throws Exception {
        String session = wish("filler", "-o", "env=small");

        ada.until(() -> ada.ssh("session", "show", session).ok().out().contains("its disk limit"));
        assertThat(ada.ssh("branch", "show", "filler").ok().out())
                .contains("more than its disk limit of 64 MiB", "session resume " + session);
        Awaitility.await().until(() -> !Files.exists(site.data().resolve("environments/2")));
        theOtherSessionIsHeard("there is room");
    }

    @Test
    void aGigabyteOfOutputIsCutAndNobodyElseNotices() throws Exception {
        String session = wish("flood");

        ada.until(() -> chatting.log(session).contains("xxxxxxxx"));
        theOtherSessionIsHeard("through the flood");
        ada.until(() -> chatting.events().contains("session " + session + ": turn 1"));
        assertThat(chatting.log(session).length())
                .as("as much as configuration.md says is kept of a job's output, and no more")
                .isBetween(OUTPUT_KEPT / 2, OUTPUT_KEPT);
        assertThat(page("/thing/branches/flood").length()).isLessThan(1_000_000);
        theOtherSessionIsHeard("afterwards");
    }

    @Test
    void aKeyOpensNothingOnceItsEnvironmentEnded() throws Exception {
        Person thief = keyOf(1);
        assertThat(thief.git(thief.home(), "ls-remote", thief.url("thing")).ok().out())
                .contains("refs/heads/fix");
        Path master = thief.home().resolve("master");
        Process open = thief.holding(master);
        Awaitility.await().until(() -> Files.exists(master));

        ada.ssh("session", "kill", talk).ok();
        Awaitility.await().until(() -> site.terminals().isEmpty());

        for (String command : List.of("bridge", "job fetch 1", "done", "git-upload-pack 'thing'")) {
            Ended ended = thief.ssh(command);
            assertThat(ended.status()).as(command).isEqualTo(255);
            assertThat(ended.err()).as(command).contains("Permission denied");
            Ended shared = thief.sshThrough(master, command);
            assertThat(shared.status()).as("%s on an open connection", command).isNotZero();
            assertThat(shared.out()).doesNotContain("refs/heads");
        }
        assertThat(thief.git(thief.home(), "ls-remote", thief.url("thing")).status())
                .isNotZero();
        open.destroyForcibly();
        assertThat(chatting.events()).containsOnlyOnce("session.ended  session " + talk + " was killed");
    }

    @Test
    void aSecondServerAndASecondBridgeOfOneEnvironmentTakeNothingOver() throws Exception {
        Path complaint = site.directory().resolve("second");
        Process second = server.command(site.data())
                .redirectErrorStream(true)
                .redirectOutput(complaint.toFile())
                .start();
        assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isNotZero();
        assertThat(Files.readString(complaint))
                .contains("another Cook server uses the data directory", "serve --data DIR");
        theOtherSessionIsHeard("one server");

        // With the environment's own key, as a copy of the environment would; the real one dials again.
        Process bridge = keyOf(1).command("bridge")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (OutputStream out = bridge.getOutputStream()) {
            out.write("%begin 1 1 1\n%end 1 1 1\n%output %0 nonsense\n%window-close @0\n".getBytes(UTF_8));
            out.flush();
            assertThat(bridge.waitFor(2, TimeUnit.MINUTES))
                    .as("the real one is back")
                    .isTrue();
        }
        theOtherSessionIsHeard("one bridge");
        ada.ssh("session", "say", talk, "--type", "bye").ok();
        ada.until(() -> chatting.events().contains("turn 1 finished"));
        assertThat(chatting.events()).containsOnlyOnce("turn 1 finished");
        assertThat(chatting.log(talk))
                .contains("heard one server", "heard one bridge")
                .doesNotContain("nonsense");
    }

    /** Somebody who took an environment's key out of it. */
    private Person keyOf(long environment) throws IOException {
        Path home = Files.createDirectories(site.directory().resolve("thief"));
        Files.copy(
                site.data().resolve("environments/" + environment + "/cook-spec/key"),
                home.resolve("key"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.setAttribute(home.resolve("key"), "unix:uid", Files.getAttribute(home, "unix:uid"));
        return new Person(home, ada.sshUrl(), false);
    }

    private void theOtherSessionIsHeard(String line) throws Exception {
        ada.ssh("session", "say", talk, "--type", "'" + line + "'").ok();
        chatting.awaitLog(talk, "heard " + line);
    }

    private String page(String path) throws Exception {
        String token = ada.ssh("token", "create", "--label", "test", "--scope", "read", "--expires", "1h")
                .ok()
                .out();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(server.httpUrl() + path))
                            .header("Authorization", "Bearer " + token.strip())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    /** Starts an agent on a branch of its name and answers its session. */
    private String wish(String agent, String... options) throws IOException, InterruptedException {
        Path work = chatting.work();
        ada.commit(work, "file", agent + "\n");
        String[] words = new String[7 + options.length];
        System.arraycopy(
                new String[] {
                    "push", ada.url("thing"), "HEAD:refs/heads/" + agent, "-o", "agent=" + agent, "-o", "prompt=go"
                },
                0,
                words,
                0,
                7);
        System.arraycopy(options, 0, words, 7, options.length);
        return ada.git(work, words).ok().err().replaceAll("(?s).*session (\\d+): " + agent + " requested.*", "$1");
    }
}
