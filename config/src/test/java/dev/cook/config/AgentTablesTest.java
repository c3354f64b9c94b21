package dev.cook.config;

import static dev.cook.config.Refusals.assertRefused;
import static dev.cook.config.Refusals.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AgentTablesTest {
    private static final UUID SESSION = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static Agent agent(String name, String text) {
        return server(text).agent(name).orElseThrow();
    }

    private static Agent known(String name) {
        return agent(name, "");
    }

    @Test
    void anAgentOfOnesOwnNeedsACommandOnly() {
        assertThat(agent("ours", "[agents.ours]\ncommand = ['ours', '{prompt}']\n"))
                .isEqualTo(new Agent(
                        "ours",
                        List.of("ours", "{prompt}"),
                        List.of("ours", "{prompt}"),
                        List.of(),
                        Map.of(),
                        Duration.ofHours(1),
                        AgentFormat.TERMINAL));
        assertRefused(
                () -> server("[agents.ours]\ntimeout = '1h'\n"), "server.toml:1:1: [agents.ours] command is missing");
    }

    @Test
    void aTableChangesWhatItMentionsOfAKnownAgent() {
        Agent claude = agent("claude", "[agents.claude]\ntimeout = '2h'\nvariables = { IS_SANDBOX = '1' }\n");
        assertThat(claude.timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(claude.variables()).containsExactly(Map.entry("IS_SANDBOX", "1"));
        assertThat(claude.command()).isEqualTo(known("claude").command());
        assertThat(claude.resume()).isEqualTo(known("claude").resume());
        assertThat(claude.secrets()).isEqualTo(known("claude").secrets());
    }

    @Test
    void anAgentSaysHowItIsReadAndTheKnownOnesKnow() {
        assertThat(agent("ours", "[agents.ours]\ncommand = ['ours']\nformat = 'acp'\n")
                        .format())
                .isEqualTo(AgentFormat.ACP);
        assertThat(known("codex").format()).isEqualTo(AgentFormat.CODEX);
        assertThat(agent("codex", "[agents.codex]\nformat = 'terminal'\n").format())
                .isEqualTo(AgentFormat.TERMINAL);
        assertRefused(
                () -> server("[agents.ours]\ncommand = ['ours']\nformat = 'xml'\n"),
                "server.toml:3:1: [agents.ours] format: expected \"claude\" or \"codex\" or \"opencode\" or \"gemini\""
                        + " or \"qwen\" or \"pi\" or \"acp\" or \"terminal\", found 'xml'");
    }

    @Test
    void aReplacedCommandTakesTheBuiltInResumeWithIt() {
        Agent claude = agent("claude", "[agents.claude]\ncommand = ['mine', '{prompt}']\n");
        assertThat(claude.resume()).containsExactly("mine", "{prompt}");
    }

    @Test
    void aPromptIsOneArgumentAndIsNotReadAgain() {
        Invocation invocation = new Invocation("--x {session} $1 \\", "/tmp/p", SESSION, "http://m", "/tmp/m.json");
        assertThat(invocation.fill(List.of("a", "{prompt}", "--f={prompt_file}", "{session}", "{other}")))
                .containsExactly("a", "--x {session} $1 \\", "--f=/tmp/p", SESSION.toString(), "{other}");
    }

    @Test
    void noKnownAgentLetsAPromptBecomeAnOption() {
        for (Agent agent : KnownAgents.all()) {
            for (List<String> command : List.of(agent.command(), agent.resume())) {
                int prompt = command.indexOf("{prompt}");
                assertThat(prompt < 0 || command.get(prompt - 1).equals("--"))
                        .as("%s: %s", agent.name(), command)
                        .isTrue();
                assertThat(command).anyMatch(argument -> argument.contains("{prompt"));
            }
        }
    }

    @Test
    void aShellThatWouldRunThePromptIsRefused() {
        String problem =
                "server.toml:2:1: [agents.a] command: a shell would run what the prompt says; hand it over as an"
                        + " argument: [\"sh\", \"-c\", \"… \\\"$1\\\"\", \"sh\", \"{prompt}\"]";
        assertRefused(() -> server("[agents.a]\ncommand = ['/bin/bash', '-e', '-c', 'run {prompt}']\n"), problem);
        assertRefused(() -> server("[agents.a]\ncommand = ['sh', '-ec', 'run \"{prompt}\"']\n"), problem);
        assertThat(agent("a", "[agents.a]\ncommand = ['sh', '-c', 'run \"$1\"', 'sh', '{prompt}']\n")
                        .command())
                .hasSize(5);
    }

    @Test
    void mistakesInAnAgentAreNamed() {
        assertRefused(
                () -> server("""
                        [agents.a]
                        command = "run {prompt}"
                        [agents.b]
                        command = ["run", "{promt}"]
                        secrets = ["A KEY"]
                        [agents.c]
                        command = []
                        secrets = ["COOK_DATABASE_PASSWORD"]
                        variables = { FOO = 1 }
                        [agents."Big One"]
                        [agents.d]
                        command = ["x"]
                        comand = ["x"]
                        """),
                "server.toml:2:1: [agents.a] command: expected a list such as [\"claude\", \"-p\", \"{prompt}\"], found"
                        + " 'run {prompt}'; no shell reads an agent's command",
                "server.toml:4:1: [agents.b] command: there is no placeholder {promt}; did you mean {prompt}?",
                "server.toml:5:1: [agents.b] secrets: element 1: 'A KEY' is not an environment variable's name",
                "server.toml:7:1: [agents.c] command: is empty; name the program to run",
                "server.toml:8:1: [agents.c] secrets: element 1: 'COOK_DATABASE_PASSWORD' is Cook's own: agents get no"
                        + " variable that begins with COOK_",
                "server.toml:9:1: [agents.c] variables: FOO: expected text in quotes, found the number 1",
                "server.toml:10:1: [agents]: 'Big One' is not a name: up to 40 of a-z, 0-9 and '-', beginning with a"
                        + " letter or digit",
                "server.toml:13:1: [agents.d] has no key 'comand'; did you mean 'command'?");
        assertRefused(
                () -> server("[agents]\na = 3\n"), "server.toml:2:1: 'agents.a' must be a table, written [agents.a]");
    }
}
