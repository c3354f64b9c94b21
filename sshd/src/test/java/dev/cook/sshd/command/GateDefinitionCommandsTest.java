package dev.cook.sshd.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Caller;
import dev.cook.sshd.Typing;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateDefinitionCommandsTest {
    @TempDir
    Path data;

    private Typing typing;
    private Caller.AccountCaller ann;
    private Caller.AccountCaller bob;

    @BeforeEach
    void open() {
        typing = new Typing(data);
        ann = typing.person("ann", false, true);
        bob = typing.person("bob", false, false);
        typing.type(ann, "repo", "create", "thing");
    }

    @AfterEach
    void close() {
        typing.close();
    }

    @Test
    void aFileThatIsSentIsExplainedWithLinesAndKeys() {
        Typing.Answer bad = typing.typeWith(ann, """
                [[gates]]
                name = "test"
                command = "make"
                needs = ["biuld"]
                [[gates]]
                name = "build"
                kind = "comand"
                """, "gate", "check", "--file", "cook.toml");
        assertThat(bad.status()).isEqualTo(1);
        assertThat(bad.out())
                .startsWith("cook.toml:4:1: [gates] needs: there is no gate 'biuld'; did you mean 'build'?\n"
                        + "cook.toml:7:1: [gates] kind: expected ")
                .endsWith("did you mean \"command\"?\n");
        assertThat(typing.typeWith(
                                ann,
                                "from cook import gate, pipeline\npipeline([gate('a', 'x', retries=12)])\n",
                                "gate",
                                "check",
                                "thing",
                                "--file",
                                "gates.py")
                        .out())
                .isEqualTo("gates.py: [gates.a] retries: must lie between 0 and 10, not 12\n");
        assertThat(typing.typeWith(
                                ann,
                                "[[gates]]\nname='a'\ncommand='x'\nenv='moon'\n",
                                "gate",
                                "check",
                                "--file",
                                "cook.toml",
                                "--json")
                        .out())
                .contains(
                        "\"good\" : false", "cook.toml:4:1: [gates] env: no environment 'moon'; choose one of: local");
    }

    @Test
    void gatesThatAreGoodAreListedInTheOrderOfTheirNeeds() {
        typing.type(ann, "repo", "role", "thing", "bob", "write");
        typing.person("cleo", true, false);
        Typing.Answer good = typing.typeWith(ann, """
                from cook import approval, external, gate, pipeline
                test = gate("test", "make test", needs=["build"], paths=["src/**"])
                pipeline([
                    approval("looked-at", count=2, by=["cooks"], needs=[test]),
                    test,
                    gate("build", ["make", "-k"], required=False),
                ], groups={"cooks": ["bob", "cleo"]})
                """, "gate", "check", "--file", "gates.py");
        assertThat(good.status()).isZero();
        assertThat(good.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "gates.py of standard input in thing is valid; gates: 3",
                        "GATE | KIND | NEEDS | PATHS | DOES",
                        "build (not required) | command | - | - | make -k",
                        "test | command | build | src/** | make test",
                        "looked-at | approval | test | - | 2 approvals by cooks");
    }

    @Test
    void rulesThatCanNeverHoldAreNotCalledGood() {
        String file = """
                [[gates]]
                name = "looked-at"
                kind = "approval"
                count = 3
                by = ["cooks", "ghost"]
                [groups]
                cooks = ["bob"]
                [[gates]]
                name = "test"
                command = "make"
                when = { agents = ["nobody"] }
                """;
        Typing.Answer said = typing.typeWith(ann, file, "gate", "check", "--file", "cook.toml");
        assertThat(said.status()).as("it can be used").isZero();
        assertThat(said.out())
                .contains(
                        "cook.toml of standard input in thing is valid, with warnings; gates: 2",
                        "warning: cook.toml:5:1: [gates] by: no account 'ghost' has the write role here",
                        "warning: cook.toml:4:1: [gates] count: the gate can never pass: it needs 3 to say yes, and nobody"
                                + " may answer",
                        "warning: cook.toml:7:1: [groups] cooks: no account 'bob' has the write role here",
                        "warning: cook.toml:11:1: [gates] when: agents: this server has no agent 'nobody'; the server has none; the"
                                + " gate is always skipped");
        assertThat(typing.typeWith(ann, file, "gate", "check", "--file", "cook.toml", "--json")
                        .out())
                .contains("\"good\" : false", "\"problems\" : [ ]", "\"warnings\" : [ \"cook.toml:5:1");
    }

    @Test
    void whatNobodyMayReadBesideAnEnvironmentIsToldWithoutSayingWhetherItIsThere() {
        Caller.AccountCaller eve = typing.person("eve", false, true);
        typing.type(eve, "repo", "create", "secret");
        String file = "[environments.large]\nrepos = ['secret']\n";

        assertThat(typing.typeWith(ann, file, "gate", "check", "thing", "--file", "cook.toml")
                        .out())
                .contains("warning: cook.toml:2:1: [environments.large] repos: cannot use the environment: it needs"
                        + " the repository secret, which does not exist or which whoever asks may not read");
    }

    @Test
    void whoMayNotWriteRunsNoFileHereAndWhoMayNotReadSeesNothing() {
        typing.type(ann, "repo", "role", "thing", "bob", "read");
        assertThat(typing.typeWith(bob, "print({})", "gate", "check", "--file", "gates.py")
                        .status())
                .isEqualTo(1);
        assertThat(typing.typeWith(ann, "", "gate", "check", "--file", "Makefile")
                        .err())
                .contains("'Makefile' is not a file that defines gates");
        assertThat(typing.type(ann, "gate", "check").err()).contains("thing has no branch or tag 'main'");
        Caller.AccountCaller eve = typing.person("eve", false, false);
        assertThat(typing.type(eve, "gate", "check", "thing", "main").status()).isEqualTo(3);
    }
}
