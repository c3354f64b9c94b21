package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher as a person uses it: help, the repository of a clone, and what a terminal shows. */
class LauncherCommandsTest {
    private static TestServer cook;
    private static Person ada;
    private static Path clone;

    @BeforeAll
    static void start() throws Exception {
        cook = TestServer.start();
        ada = cook.admin();
        ada.ssh("repo", "create", "other").ok();
        clone = ada.repository("thing");
        ada.git(clone, "remote", "add", "cook", ada.url("thing")).ok();
        ada.git(clone, "push", "-q", "cook", "main").ok();
    }

    @AfterAll
    static void stop() throws Exception {
        cook.close();
    }

    private static ProcessBuilder launcher(Path directory, String... words) {
        List<String> command =
                new ArrayList<>(List.of(Demo.root().resolve("cook").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(variables());
        return builder;
    }

    private static Map<String, String> variables() {
        return Map.of(
                "COOK_SSH", ada.sshUrl(),
                "COOK_SSH_KEY", ada.key().toString(),
                "XDG_STATE_HOME", ada.home().toString(),
                "TZ", "Asia/Kolkata");
    }

    @Test
    void helpIsThereByEveryUsualWay() throws Exception {
        assertThat(Ended.of(launcher(ada.home(), "help")).ok().out())
                .as("its own commands, and the server's")
                .contains("serve [OPTIONS]", "All commands of the server", "fossil");
        String one =
                Ended.of(launcher(ada.home(), "help", "branch", "hold")).ok().out();
        assertThat(one)
                .contains(
                        "Usage: ./cook branch hold", "./cook branch hold team/thing fix --reason 'after the release'");
        assertThat(Ended.of(launcher(ada.home(), "branch", "hold", "--help"))
                        .ok()
                        .out())
                .isEqualTo(one);
        Ended typo = Ended.of(launcher(ada.home(), "brnach", "list"));
        assertThat(typo.status()).isEqualTo(2);
        assertThat(typo.err()).contains("unknown command 'brnach'", "did you mean: branch? see: ./cook help");
    }

    @Test
    void theRemoteOfACloneTellsWhichRepositoryIsMeant() throws Exception {
        Ended outside = Ended.of(launcher(ada.home(), "branch", "list"));
        assertThat(outside.status()).isEqualTo(2);
        assertThat(outside.err()).contains("name a repository; you can see 2 of them");

        assertThat(Ended.of(launcher(clone, "branch", "list")).ok().err()).contains("no open branches");
        assertThat(Ended.of(launcher(clone, "branch", "show", "fix")).err()).contains("thing has no branch 'fix'");
        assertThat(Ended.of(launcher(clone, "branch", "show", "other", "fix")).err())
                .contains("other has no branch 'fix'");
    }

    /** Each line of a completion; what the shell knows without a server is not asked for. */
    private static List<String> completed(String shell, String line) throws Exception {
        String script =
                switch (shell) {
                    case "bash" -> """
                        source <("$COOK" completion bash)
                        COMP_WORDS=("$COOK" %1$s '') COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                        _cook
                        printf '%%s\\n' "${COMPREPLY[@]}"
                        """;
                    case "zsh" -> """
                        compdef() { : }
                        _describe() { : }
                        _files() { : }
                        compadd() { print -rl -- $names }
                        source <("$COOK" completion zsh)
                        words=("$COOK" %1$s '') CURRENT=$#words
                        _cook
                        """;
                    case "fish" -> """
                        function cook; $COOK $argv; end
                        cook completion fish | source
                        complete -C 'cook %1$s '
                        """;
                    default -> throw new IllegalArgumentException(shell);
                };
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", script.formatted(line)).directory(clone.toFile());
        builder.environment().putAll(variables());
        builder.environment().put("COOK", Demo.root().resolve("cook").toString());
        builder.environment().put("HOME", ada.home().toString());
        Ended ended = Ended.of(builder);
        assertThat(ended.err()).as(shell).isEmpty();
        return ended.out()
                .lines()
                .filter(word -> !word.isEmpty() && !word.startsWith("-"))
                .map(word -> word.split("\t", 2)[0])
                // Where there is nothing else, a shell offers files.
                .filter(word -> !Files.exists(clone.resolve(word)))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void aShellCompletesNamesThatTheServerKnowsAndNoneThatItWouldCarryOut(String shell) throws Exception {
        // Known hosts are made by a command, never by completion.
        Ended.of(launcher(clone, "whoami")).ok();
        String hostile = "x$(touch${IFS}owned)";
        for (String name : List.of("team/fix", hostile, "y;touch${IFS}owned")) {
            ada.git(clone, "push", "-q", "cook", "main:refs/heads/" + name).ok();
        }
        assertThat(Ended.of(launcher(clone, "branch", "list")).ok().out()).contains(hostile);

        assertThat(completed(shell, "branch show")).containsExactly("other", "team/fix", "thing");
        assertThat(completed(shell, "branch show other")).isEmpty();
        assertThat(completed(shell, "branch hold --release thing")).containsExactly("team/fix");
        assertThat(completed(shell, "queue show")).containsExactly("other", "thing");
        assertThat(completed(shell, "repo target thing")).containsExactly("team/fix");
        assertThat(completed(shell, "repo create")).isEmpty();
        assertThat(clone.resolve("owned")).doesNotExist();
    }

    @Test
    void completionSaysNothingWhereNoServerAnswers() throws Exception {
        for (String server : List.of("ssh://127.0.0.1:1", "http://wrong", "ssh://nowhere.invalid")) {
            ProcessBuilder builder = launcher(clone, "names", "branch");
            builder.environment().put("COOK_SSH", server);
            Ended ended = Ended.of(builder).ok();
            assertThat(ended.out() + ended.err()).as(server).isEmpty();
        }
    }

    @Test
    void aTerminalShowsLocalTimesAndPagesAndAProgramReadsNeither() throws Exception {
        String plain = Ended.of(launcher(clone, "repo", "list")).ok().out();
        assertThat(plain).containsPattern("[0-9-]{10}T[0-9:]{8}Z\n").doesNotContain("\033");

        try (Screen screen = Screen.of(ada, 120, 20)) {
            StringBuilder line = new StringBuilder();
            variables()
                    .forEach((name, value) ->
                            line.append(name).append('=').append(value).append(' '));
            String cookHere =
                    line + "COOK_PAGER='sed s/^/paged:/' " + Demo.root().resolve("cook") + " ";
            screen.type("cd " + clone + "; clear; " + cookHere + "repo list");
            screen.shows("paged:thing");
            screen.shows(" IST");
            screen.type("clear; " + cookHere + "branch show nothing; echo status $?");
            screen.shows("status 3");
            screen.type("clear; " + cookHere + "--no-pager whoami");
            screen.shows("admin (site admin)");
            screen.type("clear; " + cookHere + "--no-pager repo list; echo over");
            screen.shows("\nover");
            assertThat(screen.text()).contains("thing").doesNotContain("paged:thing");
        }
    }
}
