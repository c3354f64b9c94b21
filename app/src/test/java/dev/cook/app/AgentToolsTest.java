package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent in a real sandbox calls the tools of its session over HTTP, whatever its network, for as long as it may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentToolsTest {
    /** Works in two turns, as its gate wants, and says all it says by calling tools. */
    private static final String TOOLER = """
            message() {
                curl -sS -m 60 -H "Authorization: Bearer ${2:-$COOK_MCP_BEARER}" -H "Content-Type: application/json" \
                    -w " status %{http_code}\\n" -d "$1" "$COOK_MCP_URL"
            }
            tool() {
                printf "called %s: " "$1"
                message "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"tools/call\\",\\"params\\":{\\"name\\":\\"$1\\"}}"
            }
            if [ -e work ]; then
                tool gate_log
                echo mended >mended
            else
                message "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"tools/list\\"}"
                printf "a stranger: "
                message "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"tools/list\\"}" cookmcp_made-up
                printf "elsewhere: "
                curl -sS -m 60 -w " status %{http_code}\\n" "${COOK_MCP_URL%/api/mcp}/health"
                tool task_show
                tool usage
                echo "my bearer is $COOK_MCP_BEARER"
                if cat /proc/*/cmdline 2>/dev/null | tr "\\\\0" " " | grep -v Authorization | grep -qF "$COOK_MCP_BEARER"; then
                    echo "a command line shows it"
                fi
                echo work >work
                printf "%s" "$COOK_MCP_BEARER" >bearer
                tool done
            fi
            git add -A && git commit -q -m work
            tool done
            git push -q origin HEAD
            tool done
            """;

    private static final String SETTINGS = """
            [[gates]]
            name = "test"
            command = "test ! -e $COOK_SPEC/bearer && test -z \\"$COOK_MCP_URL$COOK_MCP_BEARER\\" || exit 9; echo the oven is cold; test -e mended"
            """;

    private final TestServer cook;
    private final Person ada;

    AgentToolsTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of(), """

                [environments.shut]
                backend = "local"
                network = "cook"

                [agents.tooler]
                command = ["sh", "-c", '''
                %s''']
                """.formatted(TOOLER));
        ada = cook.admin();
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "shut"})
    void anAgentWorksWithItsToolsAloneWhateverItsNetwork(String environment) throws Exception {
        Path work = ada.repository(environment);
        ada.commit(work, "cook.toml", SETTINGS);
        ada.git(work, "remote", "add", "cook", ada.url(environment)).ok();
        ada.git(work, "push", "-q", "cook", "main").ok();

        String told = ada.git(
                        work,
                        "push",
                        "cook",
                        "HEAD:refs/heads/fix",
                        "-o",
                        "agent=tooler",
                        "-o",
                        "prompt=cook something",
                        "-o",
                        "env=" + environment,
                        "-o",
                        "land=auto",
                        "-o",
                        "wait")
                .ok()
                .err();

        assertThat(told)
                .containsSubsequence("turn 1", "gate test failed", "turn 2", "gate test passed", "landed on main");
        String session = ada.ssh("session", "list", environment)
                .ok()
                .out()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
        String log = ada.ssh("session", "log", session).ok().out();
        assertThat(log)
                .containsSubsequence(
                        "\"name\":\"task_show\"",
                        "status 200",
                        "a stranger: ",
                        "status 401",
                        "elsewhere: Not found: this address serves the tools of agents only",
                        "status 404",
                        "called task_show: ",
                        "cook something",
                        "called usage: ",
                        "budget",
                        "my bearer is [secret COOK_MCP_BEARER]",
                        "called done: ",
                        "these files are not committed",
                        "called done: ",
                        "these commits are not pushed to fix",
                        "called done: ",
                        "fix is done; gates are next",
                        "called gate_log: ",
                        "the oven is cold",
                        "called done: ",
                        "these commits are not pushed to fix",
                        "called done: ",
                        "fix is done; gates are next")
                .doesNotContain("a command line shows it");

        ada.git(work, "pull", "-q", "cook", "main").ok();
        String bearer = java.nio.file.Files.readString(work.resolve("bearer"));
        assertThat(bearer).matches("cookmcp_[A-Za-z0-9_-]{43}");
        assertThat(log).doesNotContain(bearer);
        for (String format : new String[] {"jsonl", "cast", "markdown"}) {
            assertThat(ada.ssh("session", "export", session, "--format", format)
                            .ok()
                            .out())
                    .as(format)
                    .contains("my bearer is")
                    .doesNotContain(bearer);
        }
        HttpResponse<String> late = call(bearer);
        assertThat(late.statusCode()).as("its session is over").isEqualTo(401);
    }

    private HttpResponse<String> call(String bearer) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(cook.server().httpUrl() + "/api/mcp"))
                            .header("Authorization", "Bearer " + bearer)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
