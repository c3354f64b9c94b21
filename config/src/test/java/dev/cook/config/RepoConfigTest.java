package dev.cook.config;

import static dev.cook.config.Refusals.assertRefused;
import static dev.cook.config.Refusals.repo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepoConfigTest {
    @Test
    void aFileNamesItsGatesInOrder() {
        RepoConfig read = repo("""
                        attempts = 5
                        [[gates]]
                        name = "test"
                        command = "make test && ./more"
                        timeout = "20m"
                        [[gates]]
                        name = "format"
                        command = ["bin/format", "--check"]
                        """);
        assertThat(read)
                .isEqualTo(new RepoConfig(
                        5,
                        RepoLimits.NONE,
                        List.of(
                                Gate.command(
                                        "test", List.of("sh", "-c", "make test && ./more"), Duration.ofMinutes(20)),
                                Gate.command("format", List.of("bin/format", "--check"), Duration.ofMinutes(10))),
                        QueueConfig.DEFAULT,
                        People.NONE,
                        List.of(),
                        Map.of(),
                        read.source()));
    }

    @Test
    void aSessionIsCappedInMoneyAndTime() {
        RepoLimits limits =
                repo("[limits]\nbudget = '0.50usd'\nmax_time = '2h'\n").limits();
        assertThat(limits.budget()).hasValue(new BigDecimal("0.50"));
        assertThat(limits.maxTime()).hasValue(Duration.ofHours(2));
        assertRefused(
                () -> repo("[limits]\nbudget = 5\nmax_time = '3d'\nsessions = 3\n"),
                "cook.toml:2:1: [limits] budget: must be in quotes (amount of money), found the number 5",
                "cook.toml:3:1: [limits] max_time: expected a duration such as \"90s\", \"10m\" or \"2h\", found '3d'",
                "cook.toml:4:1: [limits] has no key 'sessions'; known: budget, max_time");
        assertRefused(
                () -> repo("[limits]\nbudget = '0usd'\n"),
                "cook.toml:2:1: [limits] budget: expected an amount such as \"5usd\" or \"0.50usd\", found '0usd'");
    }

    @Test
    void anEmptyFileIsLikeNone() {
        assertThat(repo(""))
                .isEqualTo(RepoConfig.NONE)
                .isEqualTo(new RepoConfig(
                        3,
                        RepoLimits.NONE,
                        List.of(),
                        QueueConfig.DEFAULT,
                        People.NONE,
                        List.of(),
                        Map.of(),
                        SourceMap.NONE));
    }

    @Test
    void everyProblemIsListedWithItsPlace() {
        assertRefused(
                () -> repo("""
                        attempts = 21
                        [[gates]]
                        name = "Test"
                        comand = "make"
                        [[gates]]
                        name = "a"
                        command = "x"
                        timeout = "25h"
                        [[gates]]
                        name = "a"
                        command = ""
                        [[gates]]
                        name = "b"
                        command = ["x", 1]
                        """),
                "cook.toml:1:1: attempts: must lie between 0 and 20, not 21",
                "cook.toml:2:1: [gates] command is missing",
                "cook.toml:3:1: [gates] name: 'Test' is not a name: up to 40 of a-z, 0-9 and '-', beginning with a letter"
                        + " or digit",
                "cook.toml:4:1: [gates] has no key 'comand'; did you mean 'command'?",
                "cook.toml:8:1: [gates] timeout: must lie between 1s and 24h, not 25h",
                "cook.toml:10:1: [gates] name: 'a' is already the name of gate 2",
                "cook.toml:11:1: [gates] command: is empty; a gate needs something to run",
                "cook.toml:14:1: [gates] command: element 2: expected a text in quotes, found the number 1");
    }

    @Test
    void gatesInAnotherShapeSayHowToWriteThem() {
        assertRefused(
                () -> repo("[gates]\nname = 'a'\n"),
                "cook.toml:1:1: gates: expected a list of tables, found a table; write each gate as its own [[gates]]"
                        + " table");
        assertRefused(
                () -> repo("[[gate]]\nname = 'a'\n"), "cook.toml:1:1: there is no key 'gate'; did you mean 'gates'?");
        assertRefused(
                () -> repo("gates = ['a']"),
                "cook.toml:1:10: gates: expected a table, found 'a'; write each gate as its own [[gates]] table");
    }

    @Test
    void aHostileFileIsBounded() {
        assertRefused(() -> repo("#".repeat(RepoConfig.LARGEST + 1)), "cook.toml: is larger than 64 KiB");
        assertRefused(() -> repo("#" + "é".repeat(RepoConfig.LARGEST / 2)), "cook.toml: is larger than 64 KiB");
        assertRefused(() -> repo("[[gates]]\n".repeat(51)), "cook.toml:1:1: gates: 51 of them; at most 50 are allowed");
        assertRefused(
                () -> repo("[[gates]]\nname='a'\ncommand=\"a\\u0000\""),
                "cook.toml:3:1: [gates] command: holds a NUL character");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> repo("a=" + "[".repeat(60_000)))
                .withMessage("cook.toml:1:132: Nesting is too deep (more than 128 levels of tables and arrays)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> repo("=\n".repeat(30_000)))
                .satisfies(refusal -> assertThat(refusal.problems()).hasSize(Problems.LISTED))
                .withMessageEndingWith("\nand 29950 more");
    }

    @Test
    void aMessageCannotDrawOnATerminal() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> repo("\"\\u001b[2J\\u202e\\u2028\" = 1\n\"" + "k".repeat(5000) + "\" = 1"))
                .satisfies(refusal -> {
                    assertThat(refusal.getMessage())
                            .contains("'\uFFFD[2J\uFFFD\uFFFD'")
                            .doesNotContain("\u001b");
                    assertThat(refusal).message().hasSizeLessThan(500);
                });
    }
}
