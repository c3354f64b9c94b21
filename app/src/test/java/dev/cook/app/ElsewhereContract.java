package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people and agents do wherever the agent runs; each place is a test of its own. */
abstract class ElsewhereContract {
    /** Says what it hears, and calls the tools that it is told to call. */
    private static final String AGENT = """
            echo up there
            cat "$1"
            while read -r line; do
                case $line in
                    size) stty size ;;
                    place) echo "work tree: $(pwd) on $(git branch --show-current)" ;;
                    tool\\ *)
                        curl -sS -m 60 -H "Authorization: Bearer $COOK_MCP_BEARER" -H "Content-Type: application/json" \\
                            -d "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"tools/call\\",\\"params\\":{\\"name\\":\\"${line#tool }\\"}}" \\
                            -w "\\nstatus %{http_code}\\n" "$COOK_MCP_URL"
                        ;;
                    bye) exit 0 ;;
                    *) echo "heard $line" ;;
                esac
            done
            """;

    TestSite site;
    private ServerProcess server;
    private Chatting chatting;
    private Person ada;

    /** Makes the place ready; skips the tests where this machine lacks what it needs. */
    abstract void prepare() throws Exception;

    /** The lines of the place's table in the server's file. */
    abstract String table();

    /** Variables of the server, by which it gets there. */
    abstract Map<String, String> variables();

    /** Ends what the place needed. */
    abstract void leave() throws Exception;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.open();
        prepare();
        server = ServerProcess.start(
                site,
                "\n[environments.far]\n" + table() + "\n[agents.chat]\ncommand = [\"sh\", \"-c\", '''\n" + AGENT
                        + "''', \"chat\", \"{prompt_file}\"]\n",
                List.of(),
                variables());
        chatting = Chatting.with(server);
        ada = server.admin();
        ada.ssh("repo", "environment", "thing", "far").ok();
    }

    @AfterEach
    void stop() throws Exception {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            leave();
            site.close();
        }
    }

    @Test
    void peopleLookAndTypeAndTalkAndTheAgentHasItsTools() throws Exception {
        String session = chatting.agentOn("fix");
        try (Screen reader = Screen.of(ada, 100, 30);
                Screen writer = Screen.of(ada, 90, 25)) {
            reader.type(ada.terminalCommand() + "attach fix");
            reader.shows("there");
            writer.type(ada.terminalCommand() + "attach fix --write");
            writer.shows("there");
            reader.type("nobody hears this");
            writer.type("hello");
            reader.shows("heard hello");
            writer.shows("heard hello");
            writer.type("size");
            reader.shows("24 90");
            writer.type("place");
            writer.shows("cook/work on fix");
            ada.ssh("session", "say", session, "--type", "by", "the", "bridge").ok();
            reader.shows("heard by the bridge");

            writer.type("clear");
            writer.type("tool task_show");
            writer.shows("status 200");
            assertThat(writer.text()).contains("talk");
            writer.type("tool done");
            writer.shows("nothing has been pushed to fix");

            reader.keys("C-b", "d");
            reader.shows("session " + session + ", turn 1 keeps running without you");
            reader.isSane();
            ada.ssh("session", "say", session, "a", "new", "thought").ok();
            writer.type("bye");
            // It stays over the turns.
            writer.shows("a new thought");
            writer.keys("C-b", "d");
            writer.shows("session " + session + ", turn 2 keeps running without you");
            writer.isSane();
        }
        chatting.awaitLog(session, "== turn 2 ==");
        chatting.awaitLog(session, "a new thought");
        assertThat(chatting.log(session))
                .contains("heard hello", "heard by the bridge")
                .doesNotContain("nobody hears");
        ada.until(() -> chatting.events().contains("turn 1 finished"));
    }

    @Test
    void aKilledServerFindsItAgainWithTheViewers() throws Exception {
        String session = chatting.agentOn("fix");
        try (Screen screen = Screen.of(ada, 140, 30)) {
            String launcher = "COOK_SSH=" + ada.sshUrl() + " COOK_SSH_KEY=" + ada.key() + " XDG_STATE_HOME="
                    + ada.home() + " " + Demo.root().resolve("cook");
            screen.type(launcher + " attach fix --write");
            screen.shows("there");
            screen.type("before");
            screen.shows("heard before");

            server.kill();
            screen.shows("the work there continues");
            server.startAgain();

            screen.shows(text -> text.contains("heard before") && text.contains("Ctrl-B d leaves"), "the agent again");
            screen.type("after");
            screen.shows("heard after");
            screen.type("bye");
            screen.shows("session " + session + " is between turns");
        }
        ada.until(() -> chatting.events().contains("turn 1 finished"));
        assertThat(chatting.log(session)).contains("heard before", "heard after");
    }
}
