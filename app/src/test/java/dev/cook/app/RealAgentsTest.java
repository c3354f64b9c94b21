package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each real agent that is installed here goes the whole way in a real sandbox, with a model that is played by a script. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class RealAgentsTest {
    /** What the model lets the agent run: the gate wants the second file, which only a second turn makes. */
    private static final String COMMAND = "if [ -e work ]; then f=mended; else f=work; fi; echo $f >$f && git add $f"
            + " && git commit -q -m $f && git push -q origin HEAD:refs/heads/fix && cook done && echo said it | tr a-z A-Z";

    /** The agents, each with its package and the lines of its table; {@code @URL@} is the model's address. */
    enum Real {
        CLAUDE("claude", "@anthropic-ai/claude-code", """
                variables = { ANTHROPIC_BASE_URL = "@URL@", ANTHROPIC_API_KEY = "none-needed", ANTHROPIC_MODEL = "claude-sonnet-4-5", CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC = "1" }
                """),
        CODEX("codex", "@openai/codex", """
                variables = { CODEX_API_KEY = "none-needed" }
                command = ["codex", "exec", "--json", "--dangerously-bypass-approvals-and-sandbox", "--skip-git-repo-check", "-m", "gpt-5.1-codex", "-c", "model_provider=mock", "-c", 'model_providers.mock={name="mock",base_url="@URL@/v1",wire_api="responses",env_key="CODEX_API_KEY"}', "--", "{prompt}"]
                resume = ["codex", "exec", "resume", "--last", "--json", "--dangerously-bypass-approvals-and-sandbox", "--skip-git-repo-check", "-m", "gpt-5.1-codex", "-c", "model_provider=mock", "-c", 'model_providers.mock={name="mock",base_url="@URL@/v1",wire_api="responses",env_key="CODEX_API_KEY"}', "--", "{prompt}"]
                """),
        GEMINI("gemini", "@google/gemini-cli", """
                variables = { GOOGLE_GEMINI_BASE_URL = "@URL@", GEMINI_API_KEY = "none-needed", GEMINI_MODEL = "gemini-2.5-pro" }
                """),
        OPENCODE("opencode", "opencode-ai", """
                variables = { OPENCODE_CONFIG_CONTENT = '{"model":"anthropic/claude-sonnet-4-5","small_model":"anthropic/claude-sonnet-4-5","provider":{"anthropic":{"options":{"baseURL":"@URL@/v1","apiKey":"none-needed"},"models":{"claude-sonnet-4-5":{}}}}}' }
                """),
        PI("pi", "@mariozechner/pi-coding-agent", """
                command = ["sh", "-c", '''mkdir -p ~/.pi/agent && printf %s "$MODELS" >~/.pi/agent/models.json && exec pi --mode json --provider mock --model mock "$@"''', "pi", "@{prompt_file}"]
                resume = ["pi", "--mode", "json", "--continue", "--provider", "mock", "--model", "mock", "@{prompt_file}"]
                variables = { MODELS = '{"providers":{"mock":{"baseUrl":"@URL@","api":"anthropic-messages","apiKey":"none-needed","models":[{"id":"mock","name":"mock","reasoning":false,"input":["text"],"cost":{"input":1,"output":1,"cacheRead":0,"cacheWrite":0},"contextWindow":200000,"maxTokens":8000}]}}}' }
                """),
        QWEN("qwen", "@qwen-code/qwen-code", """
                variables = { OPENAI_BASE_URL = "@URL@/v1", OPENAI_API_KEY = "none-needed", OPENAI_MODEL = "qwen3-coder-plus" }
                """),
        GEMINI_ACP("gemini", "@google/gemini-cli", """
                command = ["gemini", "--acp", "--skip-trust"]
                format = "acp"
                variables = { GOOGLE_GEMINI_BASE_URL = "@URL@", GEMINI_API_KEY = "none-needed", GEMINI_MODEL = "gemini-2.5-pro" }
                """),
        OPENCODE_ACP("opencode", "opencode-ai", """
                command = ["opencode", "acp"]
                format = "acp"
                variables = { OPENCODE_CONFIG_CONTENT = '{"model":"anthropic/claude-sonnet-4-5","small_model":"anthropic/claude-sonnet-4-5","permission":{"bash":"ask"},"provider":{"anthropic":{"options":{"baseURL":"@URL@/v1","apiKey":"none-needed"},"models":{"claude-sonnet-4-5":{}}}}}' }
                """),
        QWEN_ACP("qwen", "@qwen-code/qwen-code", """
                command = ["qwen", "--acp", "--auth-type", "openai"]
                format = "acp"
                variables = { OPENAI_BASE_URL = "@URL@/v1", OPENAI_API_KEY = "none-needed", OPENAI_MODEL = "qwen3-coder-plus" }
                """);

        private final String program;
        private final String from;
        private final String table;

        Real(String program, String from, String table) {
            this.program = program;
            this.from = from;
            this.table = table;
        }

        String agent() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /** The directory on the PATH that holds it. */
        Optional<Path> directory() {
            return Stream.of(System.getenv("PATH").split(":"))
                    .map(Path::of)
                    .filter(directory -> Files.isExecutable(directory.resolve(program)))
                    .findFirst();
        }

        /** What a sandbox has to be shown of it, where that is not shown anyway. */
        List<Path> shown(Path directory) throws IOException {
            List<Path> shown = new ArrayList<>();
            for (Path file : List.of(
                    directory.toRealPath(),
                    directory.resolve(program).toRealPath().resolveSibling(""))) {
                Path top = file.endsWith("bin") ? file.resolveSibling("") : file;
                if (Stream.of("/usr", "/opt", "/bin").noneMatch(top::startsWith)
                        && shown.stream().noneMatch(top::startsWith)) {
                    shown.add(top);
                }
            }
            return shown;
        }
    }

    @ParameterizedTest
    @EnumSource
    void itWorksTwoTurnsAndWhatItMadeLands(Real real) throws Exception {
        Optional<Path> directory = real.directory();
        assumeTrue(
                directory.isPresent(), () -> "no " + real.program + " on the PATH (npm install -g " + real.from + ")");
        try (MockModel model = new MockModel(COMMAND);
                TestServer cook = TestServer.start(Map.of(), configuration(real, directory.get(), model))) {
            Person ada = cook.admin();
            Path work = ada.repository("thing");
            ada.commit(work, "cook.toml", """
                    [[gates]]
                    name = "test"
                    command = "echo the oven is cold; test -e mended"
                    """);
            ada.git(work, "push", "-q", ada.url("thing"), "main").ok();

            String told = ada.git(
                            work,
                            "push",
                            ada.url("thing"),
                            "HEAD:refs/heads/fix",
                            "-o",
                            "agent=" + real.agent(),
                            "-o",
                            "prompt=cook something",
                            "-o",
                            "env=real",
                            "-o",
                            "land=auto",
                            "-o",
                            "wait")
                    .err();

            assertThat(told)
                    .as(
                            "asked of the model: %s%n%s",
                            model.asked(), ada.ssh("session", "log", "1").out())
                    .contains("turn 1 finished")
                    .containsSubsequence(
                            "finished its work",
                            "gate test failed",
                            "started (turn 2)",
                            "gate test passed",
                            "landed on main");
            assertThat(model.told())
                    .as("the end of a turn counts as done as well; this is the agent's own word")
                    .contains("SAID IT");
            // What landed first does not end the turn that made it.
            String exported = ada.until(
                    () -> ada.ssh("session", "export", "1", "--format", "jsonl")
                            .ok()
                            .out(),
                    lines -> lines.contains("\"turn\":2"));
            assertThat(exported)
                    .containsSubsequence(
                            "\"turn\":1,\"at\":0.000,\"update\":\"prompt\",\"text\":\"cook something",
                            "\"update\":\"tool_call\"",
                            "git commit",
                            "\"update\":\"tool_result\"",
                            "All is done.",
                            "\"turn\":2",
                            "\"update\":\"prompt\"",
                            "did not pass: gate test failed",
                            "\"update\":\"tool_call\"",
                            "All is done.");
        }
    }

    static String configuration(Real real, Path directory, MockModel model) throws IOException {
        String paths = String.join(
                ", ",
                real.shown(directory).stream().map(path -> "\"" + path + "\"").toList());
        return """

                [environments.real]
                backend = "local"
                paths = [%s]
                loopback = [%d]
                variables = { PATH = "%s:/usr/local/bin:/usr/bin:/bin" }

                [agents.%s]
                %s
                """.formatted(paths, model.port(), directory, real.agent(), real.table.replace("@URL@", model.url()));
    }
}
