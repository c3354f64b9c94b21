package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.KnownAgents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the launcher says of itself and of the machine: help, completion, the manual page, and the doctor. */
class LauncherWordsTest {
    private static final Path ROOT = Demo.root();

    /** Words of the launcher that only other parts of Cook say. */
    private static final List<String> INTERNAL = List.of("train", "jdk", "number", "names");

    @TempDir
    Path directory;

    private static Ended cook(String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(ROOT.resolve("cook").toString()));
        line.addAll(List.of(words));
        return Ended.of(new ProcessBuilder(line));
    }

    /** The operands of the launcher's own commands, by name. */
    private static Map<String, String> told() throws IOException {
        Map<String, String> found = new TreeMap<>();
        Matcher list = Pattern.compile("(?s)_commands\\(\\) \\{\n    cat <<'WORDS'\n(.*?)\nWORDS\n")
                .matcher(Files.readString(ROOT.resolve("cook")));
        while (list.find()) {
            for (String line : list.group(1).split("\n")) {
                String[] words = line.split("   *", 2)[0].split(" ", 2);
                found.put(words[0], words.length > 1 ? words[1] : "");
            }
        }
        return found;
    }

    @Test
    void theHelpListsEachCommandThatTheLauncherCarriesOut() throws Exception {
        String launcher = Files.readString(ROOT.resolve("cook"));
        TreeSet<String> carriedOut = new TreeSet<>();
        Matcher label = Pattern.compile("(?m)^    ([a-z| -]+)\\)$")
                .matcher(launcher.substring(launcher.lastIndexOf("case $word in")));
        while (label.find()) {
            for (String word : label.group(1).split(" \\| ")) {
                if (!word.startsWith("-") && !INTERNAL.contains(word)) {
                    carriedOut.add(word);
                }
            }
        }
        assertThat(told().keySet()).isEqualTo(carriedOut).contains("serve", "doctor", "package");
        String help = cook("help").ok().out();
        assertThat(carriedOut).allMatch(word -> help.contains("\n  " + word + " "));
    }

    @Test
    void theLauncherKnowsTheOptionsOfWhatTheJvmCarriesOut() throws Exception {
        Map<String, String> told = told();
        new CommandLine(new Main()).getSubcommands().forEach((name, command) -> {
            List<String> options = command.getCommandSpec().options().stream()
                    .map(CommandLine.Model.OptionSpec::longestName)
                    .filter(option -> option.startsWith("--") && !option.matches("--(help|version)"))
                    .sorted()
                    .toList();
            assertThat(Pattern.compile("--[a-z-]+")
                            .matcher(told.getOrDefault(name, ""))
                            .results()
                            .map(found -> found.group())
                            .sorted())
                    .as(name)
                    .isEqualTo(options);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'',            attach;branch;doctor;repo;serve;version",
        "branch,        abandon;comment;comments;hold;land;list;resolve;send;show",
        "branch land,   --commit;--help;--json",
        "login,         --help;--json;list;revoke",
        "login revoke,  --all;--help;--json",
        "serve,         --admin-key;--config;--data",
        "completion,    bash;fish;zsh",
        "session export,--format;--help;--json;--turn"
    })
    void allShellsCompleteTheSame(String path, String expected) throws Exception {
        List<String> bash = bash(path);
        assertThat(bash).containsAll(List.of(expected.split(";")));
        if (!path.isEmpty()) {
            assertThat(bash).containsExactlyInAnyOrder(expected.split(";"));
        }
        assertThat(zsh(path)).isEqualTo(bash);
        assertThat(fish(path)).isEqualTo(bash);
    }

    private List<String> bash(String path) throws Exception {
        return lines("bash", """
                source <("$0" completion bash)
                COMP_WORDS=(cook %1$s '') COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _cook
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(path));
    }

    /** The function itself, with what the completion system would call in place of it. */
    private List<String> zsh(String path) throws Exception {
        return lines("zsh", """
                compdef() { : }
                _describe() { print -rl -- ${${(P)4}%%%%:*} }
                _files() { : }
                source <("$0" completion zsh)
                words=(cook %1$s '') CURRENT=$#words
                _cook
                """.formatted(path));
    }

    private List<String> fish(String path) throws Exception {
        String all = path.isEmpty() ? "" : path + " ";
        List<String> found = new ArrayList<>(lines("fish", """
                set -l launcher $argv[1]
                $launcher completion fish | source
                complete -C 'cook %1$s'
                """.formatted(all)));
        // It offers options only where a word begins like one.
        found.addAll(lines("fish", """
                set -l launcher $argv[1]
                $launcher completion fish | source
                complete -C 'cook %1$s--'
                """.formatted(all)));
        Path here = directory;
        return found.stream()
                .map(line -> line.split("\t", 2)[0])
                .filter(word -> !Files.exists(here.resolve(word)))
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> lines(String shell, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        shell, "-c", script, ROOT.resolve("cook").toString())
                .directory(Files.createDirectories(directory.resolve("empty")).toFile());
        builder.environment().put("HOME", directory.toString());
        return Ended.of(builder).ok().out().lines().sorted().toList();
    }

    @Test
    void theManualPageHasEveryCommand() throws Exception {
        String page = Ended.of(new ProcessBuilder(ROOT.resolve("share/describe").toString(), "man"))
                .ok()
                .out();
        Stream<String> commands = Files.readString(ROOT.resolve("docs/commands.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3));
        assertThat(commands)
                .hasSizeGreaterThan(50)
                .allMatch(name -> page.contains(".SS cook " + name.replace("-", "\\-")));
        assertThat(page.lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|nf|fi|B|I|BR)\\b.*"));
    }

    /** All programs of this machine but some; those that are given take the places of others. */
    private Ended doctor(
            List<String> without, Map<String, String> instead, Map<String, String> variables, String... words)
            throws IOException, InterruptedException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        try (Stream<Path> programs = Files.list(Path.of("/usr/bin"))) {
            for (Path program : programs.toList()) {
                String name = program.getFileName().toString();
                if (!without.contains(name) && !instead.containsKey(name)) {
                    Files.createSymbolicLink(bin.resolve(name), program);
                }
            }
        }
        for (Map.Entry<String, String> program : instead.entrySet()) {
            Path file = Files.writeString(bin.resolve(program.getKey()), program.getValue());
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        List<String> line = new ArrayList<>(List.of(ROOT.resolve("cook").toString(), "doctor"));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        KnownAgents.all().forEach(agent -> builder.environment().keySet().removeAll(agent.secrets()));
        builder.environment().putAll(variables);
        Ended ended = Ended.of(builder);
        // JUnit would warn of each link out of its directory.
        try (Stream<Path> links = Files.list(bin)) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
        return ended;
    }

    @Test
    void whatIsMissingIsSaidWithTheWayOutAndAStatusThatScriptsCanTrust() throws Exception {
        Map<String, String> instead = Map.of(
                "git", "#!/bin/sh\necho git version 2.30.2\n",
                "bwrap", "#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n");

        Ended ended = doctor(List.of("tmux", "slirp4netns", "git-lfs"), instead, Map.of());

        assertThat(ended.status()).isEqualTo(69);
        assertThat(ended.out())
                .containsPattern("missing +git +2.30.2 is too old\n +install git 2.39 or newer")
                .containsPattern("missing +tmux +not installed\n +.*tmux")
                .containsPattern(
                        "missing +bubblewrap .*No permissions to create a new namespace\n +allow user namespaces")
                .containsPattern("none +git-lfs +not installed; agents and gates .*\n +.*git-lfs")
                .containsPattern("warn +slirp4netns +not installed")
                .containsPattern("ok +jdk +25")
                .containsPattern("(ok|warn) +disk ")
                .containsPattern("(ok|warn) +clock ");
    }

    @Test
    void programsReadTheSameAsJsonAndNoKeyIsPrinted() throws Exception {
        Map<String, String> instead = Map.of(
                "claude", "#!/bin/sh\nprintf '\\033[1m2.1 \"quoted\\\\\"\\n'\n",
                "codex", "#!/bin/sh\nexec sleep 600\n");

        Ended ended = doctor(List.of(), instead, Map.of("ANTHROPIC_API_KEY", "sk-very-secret"), "--json");

        assertThat(ended.out() + ended.err()).doesNotContain("very-secret");
        Map<String, JsonNode> checks = new TreeMap<>();
        for (JsonNode check : JsonMapper.shared().readTree(ended.out())) {
            checks.put(check.path("check").asString(), check);
        }
        boolean missing = checks.values().stream()
                .anyMatch(check -> check.path("state").asString().equals("missing"));
        assertThat(ended.status()).isEqualTo(missing ? 69 : 0);
        assertThat(checks.keySet()).contains("jdk", "git", "ssh", "bubblewrap", "docker", "disk", "clock");
        assertThat(check(checks, "claude").path("found").asString())
                .as("where sandboxes do not see it")
                .startsWith("2.1 \"quoted\\\" at " + directory);
        assertThat(check(checks, "claude").path("todo").asString()).contains("/usr/local");
        assertThat(check(checks, "codex").path("found").asString()).startsWith("no version");
    }

    private static JsonNode check(Map<String, JsonNode> checks, String name) {
        return Objects.requireNonNull(checks.get(name), name);
    }

    @Test
    void theDoctorAsksForTheKeysOfEveryKnownAgent() throws IOException {
        List<String> asked = Files.readString(ROOT.resolve("share/doctor"))
                .lines()
                .filter(line -> line.startsWith("check_agent "))
                .toList();
        assertThat(asked)
                .containsExactlyElementsOf(KnownAgents.all().stream()
                        .map(agent -> "check_agent " + agent.name() + " "
                                + String.join(
                                        " ",
                                        agent.secrets().stream()
                                                // An address alone lets nobody in.
                                                .filter(secret -> !secret.endsWith("_URL"))
                                                .toList()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "doctor --everything",
                "version --all",
                "completion tcsh",
                "package --only zip",
                "package --version v1",
                "package --lib /tmp"
            })
    void wordsThatAreNotUnderstoodEndWithTheStatusOfUsage(String words) throws Exception {
        Ended ended = cook(words.split(" "));
        assertThat(ended.status()).isEqualTo(64);
        assertThat(ended.err()).contains("cook");
    }
}
