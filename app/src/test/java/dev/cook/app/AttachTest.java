package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People look at what runs, from real terminals through real ssh clients. */
class AttachTest {
    private TestServer cook;
    private Chatting chatting;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        cook = TestServer.start(Map.of("chat", Chatting.AGENT));
        chatting = Chatting.with(cook);
        ada = cook.admin();
    }

    @AfterEach
    void stop() throws Exception {
        cook.close();
    }

    @Test
    void severalPeopleLookAndOnlyWhoWritesIsHeard() throws Exception {
        String session = chatting.agentOn("fix");
        try (Screen reader = Screen.of(ada, 100, 30);
                Screen writer = Screen.of(ada, 90, 25)) {
            reader.type(ada.terminalCommand() + "attach fix");
            reader.shows("there");
            writer.type(ada.terminalCommand() + "attach --write --session " + session);
            writer.shows("there");
            reader.type("nobody hears this");
            writer.type("hello");
            reader.shows("heard hello");
            writer.shows("heard hello");
            assertThat(reader.coloured()).contains("\u001b[31mup");

            writer.keys("z", "z", "q");
            writer.shows("zzq");
            writer.keys("Enter");
            writer.type("size");
            reader.shows("24 90");
            writer.resize(70, 20);
            Awaitility.await().until(() -> {
                writer.type("size");
                return reader.text().contains("19 70");
            });

            reader.keys("C-b", "d");
            reader.shows("session " + session + ", turn 1 keeps running without you");
            reader.isSane();
            writer.type("bye");
            writer.shows("session " + session + " is between turns; waiting for the next one");
            writer.keys("C-c");
            writer.isSane();
        }
        ada.until(() -> chatting.events().contains("turn 1 finished"));
        assertThat(chatting.log(session))
                .contains("heard hello", "up ")
                .doesNotContain("nobody hears", "\u001b", "title");
        Ended late = ada.ssh("attach", "fix");
        assertThat(late.status()).as("no terminal").isEqualTo(2);
        assertThat(late.err()).contains("ssh -t HOST attach", "session log ID --follow");
        try (Screen screen = Screen.of(ada, 100, 30)) {
            screen.type("clear; " + ada.terminalCommand() + "attach fix; echo status $?");
            screen.shows("session " + session + " is between turns; waiting for the next one");
            ada.ssh("session", "say", session, "again").ok();
            screen.shows("there");
            ada.ssh("session", "say", session, "--type", "still here").ok();
            screen.shows("heard still here");
            ada.ssh("branch", "abandon", "fix").ok();
            screen.shows("status");
        }
        assertThat(cook.server().viewers()).isZero();
    }

    @Test
    void rolesDecideWhoSeesAndWhoTypes() throws Exception {
        String session = chatting.agentOn("fix");
        Person bob = cook.newcomer("bob");
        try (Screen screen = Screen.of(bob, 150, 30)) {
            screen.type(bob.terminalCommand() + "attach --session " + session + "; echo status $?");
            screen.shows("no session " + session);
            screen.shows("status 3");
            ada.ssh("repo", "role", "thing", "bob", "read").ok();
            for (String option : new String[] {"--write", "--shell", "-CC"}) {
                screen.type("clear; " + bob.terminalCommand() + "attach fix " + option + "; echo status $?");
                screen.shows("needs the write role");
                screen.shows("status 1");
            }
            screen.type("clear; " + bob.terminalCommand() + "attach fix; echo status $?");
            screen.shows("reading only");
            // tmux's own keys do nothing for a reader: neither its commands nor another window.
            screen.keys("C-b", "c");
            screen.keys("C-b", ":");
            screen.type("kill-server");
            screen.keys("C-b", ")");
            screen.keys("C-c");
            ada.ssh("session", "say", session, "--type", "still here").ok();
            screen.shows("heard still here");

            ada.ssh("repo", "role", "thing", "bob", "none").ok();
            screen.shows("you no longer have access to session " + session);
            screen.shows("status 1");
            screen.isSane();
        }
    }

    @Test
    void aGateThatRunsIsLookedAtAndNeverTypedInto() throws Exception {
        ada.commit(chatting.work(), "cook.toml", """
                [[gates]]
                name = "hold"
                command = "echo judging; read -r line </dev/tty; echo got it"
                """);
        ada.git(chatting.work(), "push", "-q", ada.url("thing"), "HEAD:refs/heads/main")
                .ok();
        ada.commit(chatting.work(), "file", "two\n");
        ada.git(chatting.work(), "push", "-q", ada.url("thing"), "HEAD:refs/heads/fix", "-o", "land=ask")
                .ok();
        ada.until(() -> chatting.events().contains("gate hold started"));
        try (Screen screen = Screen.of(ada, 120, 30)) {
            screen.type(ada.terminalCommand() + "attach fix --gate hold --write; echo status $?");
            screen.shows("a gate's terminal is read-only");
            screen.shows("status 2");
            screen.type("clear; " + ada.terminalCommand() + "attach fix --gate other; echo status $?");
            screen.shows("no gate 'other' is running on fix");
            screen.shows("status 4");
            // It is told that the gate runs before the gate has its window.
            String attach = ada.terminalCommand() + "attach fix --gate hold";
            screen.type("clear; while " + attach + "; [ $? = 4 ]; do sleep 1; done; echo status");
            screen.shows("judging");
            screen.type("pass");
            ada.ssh("branch", "abandon", "fix").ok();
            screen.shows("status");
            assertThat(screen.text()).doesNotContain("got it");
            screen.isSane();
        }
    }

    @Test
    void aShellBesideTheAgentIsInItsWorkTreeAndEndsWithTheViewer() throws Exception {
        chatting.agentOn("fix");
        try (Screen screen = Screen.of(ada, 100, 30)) {
            screen.type(ada.terminalCommand() + "attach fix --shell");
            screen.shows("Ctrl-B d leaves");
            screen.type("pwd; git branch --show-current; sleep 1000");
            screen.shows("/cook/work");
            screen.shows("fix");
            Awaitility.await().until(() -> !cook.site().running("sleep 1000").isEmpty());
            screen.keys("C-b", "d");
            screen.shows("keeps running without you");
            Awaitility.await().until(() -> cook.site().running("sleep 1000").isEmpty());
        }
    }

    @Test
    void controlModeIsHandedThrough() throws Exception {
        chatting.agentOn("fix");
        Process process = ada.terminal("attach", "fix", "-CC").start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                OutputStream in = process.getOutputStream()) {
            String line = out.readLine();
            assertThat(line).startsWith("\u001bP1000p%begin ");
            in.write("list-windows -F 'window=#{window_name}'\r".getBytes(StandardCharsets.UTF_8));
            in.flush();
            while (line != null && !line.startsWith("window=job-")) {
                line = out.readLine();
            }
            assertThat(line).startsWith("window=job-");
            in.write("detach-client\r".getBytes(StandardCharsets.UTF_8));
            in.flush();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aViewerWhoNeverReadsHoldsNobodyUp() throws Exception {
        String session = chatting.agentOn("fix");
        // Nobody reads what this one prints.
        Process slow = ada.terminal("attach", "fix").start();
        try (Screen screen = Screen.of(ada, 100, 30)) {
            Awaitility.await().until(() -> cook.server().viewers() == 1);
            screen.type(ada.terminalCommand() + "attach fix --write");
            screen.shows("there");
            screen.type("flood");
            screen.shows("flooded");
            screen.type("bye");
            screen.shows("is between turns");
            ada.until(() -> chatting.events().contains("session " + session + ": turn 1 finished"));
        } finally {
            slow.destroyForcibly();
        }
    }

    @Test
    void anEnvironmentThatDiesLeavesTheViewersTerminalAsItWas() throws Exception {
        String session = chatting.agentOn("fix");
        try (Screen screen = Screen.of(ada, 120, 30)) {
            screen.type(ada.terminalCommand() + "attach fix --write; echo status $?");
            screen.shows("there");
            cook.site().running("cook terminal").forEach(ProcessHandle::destroyForcibly);
            ada.ssh("session", "kill", session).ok();
            screen.shows("the connection to the environment of session " + session + ", turn 1 was lost");
            screen.shows("status 1");
            screen.isSane();
        }
    }

    @Test
    void aServerThatStopsLeavesTheViewersTerminalAsItWas() throws Exception {
        chatting.agentOn("fix");
        try (Screen screen = Screen.of(ada, 120, 30)) {
            screen.type(ada.terminalCommand() + "attach fix --write; echo status $?");
            screen.shows("there");
            cook.server().close();
            screen.shows("the server is shutting down; session 1, turn 1 keeps running");
            screen.shows("status 255");
            screen.isSane();
        }
    }

    @Test
    void whoeverKillsATurnThatIgnoresSignalsIsObeyed() throws Exception {
        String session = chatting.agentOn("fix");
        ada.ssh("session", "say", session, "--type", "wait").ok();
        chatting.awaitLog(session, "heard wait");

        ada.ssh("session", "kill", session).ok();

        Awaitility.await().until(() -> cook.site().terminals().isEmpty());
        assertThat(ada.ssh("session", "show", session).ok().out()).contains("killed, by admin");
    }
}
