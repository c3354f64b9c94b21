package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What is killed while people look on takes neither the session nor their terminals with it. */
@Order(1)
class SurvivalTest {
    private TestSite site;
    private ServerProcess server;
    private Chatting chatting;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.open();
        site.agent("chat", Chatting.AGENT);
        server = ServerProcess.start(site);
        chatting = Chatting.with(server);
        ada = server.admin();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        site.close();
    }

    private String launcher(String words) {
        return "COOK_SSH=" + ada.sshUrl() + " COOK_SSH_KEY=" + ada.key() + " XDG_STATE_HOME=" + ada.home() + " "
                + Demo.root().resolve("cook") + " " + words;
    }

    @Test
    void theLauncherAttachesAgainAfterTheServerWasKilled() throws Exception {
        String session = chatting.agentOn("fix");
        try (Screen screen = Screen.of(ada, 140, 30)) {
            screen.type(launcher("attach fix --write"));
            screen.shows("there");
            screen.type("before");
            screen.shows("heard before");
            Map<Long, ProcessHandle> terminals = site.terminals();

            server.kill();
            screen.shows("the work there continues");
            server.startAgain();

            screen.shows(text -> text.contains("heard before") && text.contains("Ctrl-B d leaves"), "the agent again");
            screen.type("after");
            screen.shows("heard after");
            assertThat(terminals.values()).allMatch(ProcessHandle::isAlive);
            screen.type("bye");
            screen.shows("is between turns");
            screen.keys("C-c");
            screen.isSane();
        }
        chatting.awaitLog(session, "heard after");
        assertThat(chatting.log(session)).contains("heard before");

        server.kill();
        try (Screen screen = Screen.of(ada, 140, 30)) {
            screen.type(launcher("attach fix; echo status $?"));
            screen.shows("no server answers at");
            screen.shows("status 69");
        }
        server.startAgain();
    }

    @Test
    void whatWasWrittenWhileNoServerWasThereIsInTheLogBeforeTheTurnEnds() throws Exception {
        String session = chatting.agentOn("fix");
        ada.ssh("session", "say", session, "--type", "count").ok();
        chatting.awaitLog(session, "line 10 of");
        server.kill();
        Path file = site.directory().resolve("data");
        long size = recorded(file);
        Awaitility.await().until(() -> recorded(file) > size + 2000);
        server.startAgain();

        chatting.awaitLog(session, "line 10 of");
        ada.until(() -> chatting.log(session).length() > size + 2000);
        String log = chatting.log(session);
        List<Integer> lines = log.lines()
                .filter(line -> line.matches("line \\d+ of many"))
                .map(line -> Integer.parseInt(line.split(" ")[1]))
                .toList();
        assertThat(lines)
                .hasSizeGreaterThan(100)
                .isEqualTo(IntStream.rangeClosed(1, lines.size()).boxed().toList());
        assertThat(ada.ssh("session", "show", session).ok().out()).contains("running");
    }

    /** How much the only job that runs wrote so far. */
    private static long recorded(Path data) throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> environments = Files.newDirectoryStream(data.resolve("environments"))) {
            for (Path environment : environments) {
                Path jobs = environment.resolve("cook/jobs");
                if (Files.isDirectory(jobs)) {
                    try (DirectoryStream<Path> outputs = Files.newDirectoryStream(jobs)) {
                        for (Path job : outputs) {
                            sum += job.resolve("out").toFile().length();
                        }
                    }
                }
            }
        }
        return sum;
    }

    @Test
    void aBridgeWhoseProcessWasKilledDialsAgain() throws Exception {
        String session = chatting.agentOn("fix");
        try (Screen screen = Screen.of(ada, 100, 30)) {
            screen.type(ada.terminalCommand() + "attach fix --write");
            screen.shows("there");
            List<ProcessHandle> bridges = site.running("cook bridge");
            assertThat(bridges).hasSize(1);
            bridges.forEach(ProcessHandle::destroyForcibly);
            // The viewer's connection is another one, so this is typed and answered while nobody is connected.
            screen.type("in the gap");
            screen.shows("heard in the gap");

            ada.until(
                    () -> ada.ssh("session", "say", session, "--type", "later").status() == 0);
            screen.shows("heard later");
            screen.type("bye");
            screen.shows("is between turns");
        }
        ada.until(() -> chatting.events().contains("turn 1 finished"));
        assertThat(chatting.log(session)).contains("heard in the gap", "heard later");
    }

    @Test
    void theLayoutShowsTheAgentAndAShellInTheUsersOwnTmux() throws Exception {
        chatting.agentOn("fix");
        try (Screen screen = Screen.of(ada, 120, 40)) {
            screen.type(launcher("attach fix --layout"));
            screen.shows(text -> text.contains("there") && text.contains("/cook/work"), "the agent above a shell");
            screen.type("git branch --show-current | tr a-z A-Z");
            screen.shows("FIX");
        }
    }
}
