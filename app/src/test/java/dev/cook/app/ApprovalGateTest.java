package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People say yes or no before something lands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalGateTest {
    /** Does as it is told, and what is said of it afterwards. */
    private static final String MENDER = """
            #!/bin/sh
            branch=$(cat "$COOK_SPEC/branch")
            if grep -q "name it better" "$1"; then echo better > work; else echo first > work; fi
            git add work && git commit -q -m Work && git push -q origin "HEAD:refs/heads/$branch" && cook done
            """;

    private static final String TWO_COOKS = """
            [groups]
            cooks = ["ben", "cleo"]

            [[gates]]
            name = "looked-at"
            kind = "approval"
            count = 2
            by = ["cooks"]
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestServer cook;
    private Person ben;
    private Person cleo;
    private Person dan;

    ApprovalGateTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of("mender", MENDER));
        ben = cook.admin();
        cleo = ben;
        dan = ben;
    }

    @BeforeAll
    void invite() throws IOException, InterruptedException {
        ben = cook.newcomer("ben");
        cleo = cook.newcomer("cleo");
        dan = cook.newcomer("dan");
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    private GatedRepo repo(String name, String gates) throws IOException, InterruptedException {
        GatedRepo repo = GatedRepo.of(cook.admin(), name, gates);
        for (String somebody : List.of("ben", "cleo", "dan")) {
            cook.admin().ssh("repo", "role", name, somebody, "write").ok();
        }
        return repo;
    }

    @Test
    void itLandsWhenAsManyOfThoseWhoAreAskedSaidYesAndTheNoteNamesThem() throws Exception {
        GatedRepo repo = repo("counted", TWO_COOKS);

        repo.propose("fix", "a", "1\n");

        repo.await("fix", "gate looked-at needs an answer: waits for 2 of cooks");
        Ended own = repo.owner().ssh("gate", "approve", "counted", "fix").refused();
        assertThat(own.status()).isEqualTo(1);
        assertThat(own.err()).contains("you started or pushed this work").contains("the gate asks cooks");
        assertThat(dan.ssh("gate", "approve", "counted", "fix").refused().err())
                .contains("you are not among the people who can answer");
        assertThat(ben.ssh("gate", "approve", "counted", "fix").ok().said())
                .startsWith("gate looked-at waits for 1 more of cooks; ben approved (counted, fix, commit ");
        assertThat(ben.ssh("gate", "approve", "counted", "fix").ok().said()).startsWith("you already gave this answer");
        assertThat(repo.owner().ssh("queue", "explain", "counted", "fix").ok().said())
                .contains("waits for 1 more of cooks; ben approved");
        String tip = repo.owner().remoteTip("counted", "refs/heads/fix");
        assertThat(repo.owner().ssh("gate", "status", "counted", tip).ok().said())
                .contains("looked-at pending", "waits for 1 more of cooks; ben approved");
        JsonNode said = JSON.readTree(cleo.ssh(
                        "gate",
                        "approve",
                        "counted",
                        "fix",
                        "--gate",
                        "looked-at",
                        "--comment",
                        "'reads well'",
                        "--json")
                .ok()
                .out());
        assertThat(said.path("state").asString()).isEqualTo("passed");
        repo.await("fix", "landed on main");
        assertThat(statement(repo).path("predicate").path("gates").get(0).path("answeredBy"))
                .extracting(answer -> answer.path("account").asString()
                        + " " + answer.path("said").asString() + " "
                        + answer.path("comment").asString())
                .containsExactly("ben yes ", "cleo yes reads well");
        assertThat(repo.owner()
                        .ssh("queue", "replay", "counted", "--set", "depth=2")
                        .ok()
                        .said()
                        .lines()
                        .filter(line -> line.startsWith("gate time")))
                .as("people's time is no gate's")
                .singleElement()
                .asString()
                .matches("gate time +0 s +0 s +0 s");
    }

    @Test
    void rulesThatCanNeverHoldAreToldToWhoPushesThem() throws Exception {
        GatedRepo repo = repo("hopeless", TWO_COOKS);
        Person admin = repo.owner();
        admin.commit(
                repo.work(),
                "cook.toml",
                TWO_COOKS.replace("\"cleo\"", "\"cloe\"") + "when = { agents = [\"mendre\"] }\n");

        Ended own = admin.git(repo.work(), "push", admin.url("hopeless"), "HEAD:refs/heads/rules")
                .ok();
        Ended target = admin.git(repo.work(), "push", admin.url("hopeless"), "HEAD:main")
                .ok();

        assertThat(own.err())
                .contains("warning: rules: cook.toml:2:1: [groups] cooks: no account 'cloe' has the write role here");
        assertThat(target.err())
                .contains(
                        "warning: main: cook.toml:2:1: [groups] cooks: no account 'cloe' has the write role here",
                        "warning: main: cook.toml:9:1: [gates] when: agents: this server has no agent 'mendre'; choose one of: ")
                .contains("; the gate is always skipped");
        assertThat(admin.ssh("gate", "check", "hopeless").ok().out())
                .contains("warning: cook.toml:2:1: [groups] cooks: no account 'cloe' has the write role here");
        admin.commit(repo.work(), "a", "1\n");
        assertThat(admin.git(repo.work(), "push", admin.url("hopeless"), "HEAD:main")
                        .ok()
                        .err())
                .as("it is told of what changes it, not again and again")
                .doesNotContain("warning");
    }

    @Test
    void whoPushedToTheBranchDoesNotApproveIt() throws Exception {
        GatedRepo repo = repo("pushed", TWO_COOKS);
        repo.propose("fix", "a", "1\n");
        ben.git(ben.home(), "clone", "-q", "-b", "fix", ben.url("pushed"), "pushed")
                .ok();
        ben.commit(ben.home().resolve("pushed"), "b", "2\n");
        ben.git(ben.home().resolve("pushed"), "push", "-q", "origin", "fix").ok();
        repo.owner().ssh("branch", "land", "pushed", "fix");

        String tip = ben.tip(ben.home().resolve("pushed"), "HEAD");
        repo.owner().until(() -> ben.ssh("gate", "status", "pushed", tip).out().contains("looked-at pending"));

        assertThat(ben.ssh("gate", "approve", "pushed", "fix").refused().err()).contains("you started or pushed");
        cleo.ssh("gate", "approve", "pushed", "fix").ok();
    }

    @Test
    void aNoGoesBackToTheAgentAndAllAreAskedAgainAboutWhatItMakesOfIt() throws Exception {
        GatedRepo repo = repo("rejected", TWO_COOKS);
        repo.owner()
                .git(
                        repo.work(),
                        "push",
                        "-q",
                        repo.owner().url("rejected"),
                        "main:refs/heads/fix",
                        "-o",
                        "agent=mender",
                        "-o",
                        "prompt=work",
                        "-o",
                        "land=auto")
                .ok();
        repo.await("fix", "waits for 2 of cooks");
        ben.ssh("gate", "approve", "rejected", "fix").ok();

        assertThat(cleo.ssh("gate", "reject", "rejected", "fix").refused().err())
                .contains("--comment");
        cleo.ssh("gate", "reject", "rejected", "fix", "--comment", "'name it better'")
                .ok();

        repo.await("fix", "gate looked-at failed: cleo rejected: name it better");
        repo.owner().until(() -> {
            List<String> runs = repo.runs("fix");
            return runs.equals(List.of("looked-at 1 failed", "looked-at 1 waiting"));
        });
        assertThat(repo.json("fix").getLast().path("reason").asString()).isEqualTo("waits for 2 of cooks");
        ben.ssh("gate", "approve", "rejected", "fix").ok();
        cleo.ssh("gate", "approve", "rejected", "fix").ok();
        repo.await("fix", "landed on main");
        repo.fetch();
        assertThat(repo.git("show", "FETCH_HEAD:work")).isEqualTo("better");
    }

    @Test
    void aYesOutlivesAMovedTarget() throws Exception {
        GatedRepo repo = repo("moved", TWO_COOKS);
        repo.propose("fix", "file", "one\ntwo\n");
        repo.await("fix", "waits for 2 of cooks");
        ben.ssh("gate", "approve", "moved", "fix").ok();
        repo.git("checkout", "-q", "main");
        repo.owner().commit(repo.work(), "other", "2\n");
        repo.owner()
                .git(repo.work(), "push", "-q", repo.owner().url("moved"), "main")
                .ok();

        cleo.ssh("gate", "approve", "moved", "fix").ok();

        repo.await("fix", "landed on main");
        assertThat(repo.runs("fix")).containsExactly("looked-at 1 passed", "looked-at 1 passed");
        assertThat(repo.json("fix").getLast().path("reason").asString()).isEqualTo("ben and cleo approved");
        repo.fetch();
        assertThat(repo.git("show", "FETCH_HEAD:other")).isEqualTo("2");
    }

    @Test
    void aChangedFileTakesAYesOfOneOfItsOwners() throws Exception {
        GatedRepo repo = repo("owned", """
                [groups]
                cooks = ["ben", "cleo"]

                [owners]
                "schema*" = ["dan"]

                [[gates]]
                name = "looked-at"
                kind = "approval"
                by = ["cooks"]
                owners = true
                """);
        repo.propose("free", "a", "1\n");
        repo.await("free", "waits for 1 of cooks");
        assertThat(dan.ssh("gate", "approve", "owned", "free").refused().err())
                .contains("you are not among the people who can answer");
        ben.ssh("gate", "approve", "owned", "free").ok();
        repo.await("free", "landed on main");

        repo.propose("fix", "schema.sql", "1\n");
        repo.await("fix", "waits for 1 of cooks, and for an owner of schema.sql (dan)");
        assertThat(ben.ssh("gate", "approve", "owned", "fix").ok().said())
                .contains("waits for an owner of schema.sql (dan); ben approved (owned, fix, commit ");
        dan.ssh("gate", "approve", "owned", "fix").ok();
        repo.await("fix", "landed on main");
    }

    @Test
    void aNoStandsUntilWhoSaidItSaysYesWhateverElseIsTried() throws Exception {
        GatedRepo repo = repo("standing", """
                [[gates]]
                name = "looked-at"
                kind = "approval"
                by = ["ben", "cleo"]
                """);
        repo.propose("fix", "a", "1\n");
        repo.await("fix", "waits for 1 of ben, cleo");
        cleo.ssh("gate", "reject", "standing", "fix", "--comment", "no").ok();
        repo.await("fix", "needs attention");

        repo.owner().ssh("gate", "run", "standing", "fix").ok();
        repo.awaitRuns("fix", "looked-at 2 failed");
        repo.await("fix", "needs attention");
        assertThat(ben.ssh("gate", "approve", "standing", "fix").ok().said())
                .startsWith("gate looked-at stays failed: cleo rejected: no (standing, fix, commit ");

        assertThat(cleo.ssh("gate", "approve", "standing", "fix").ok().said())
                .contains("is waiting again (standing, fix, commit ");
        repo.await("fix", "landed on main");
    }

    /** What the note on main says. */
    private JsonNode statement(GatedRepo repo) throws IOException, InterruptedException {
        repo.owner().until(() -> !repo.owner()
                .remoteTip(repo.name(), "refs/notes/cook/gates")
                .isEmpty());
        repo.git("fetch", "-q", repo.owner().url(repo.name()), "main", "+refs/notes/cook/gates:refs/notes/cook/gates");
        String note = repo.git("notes", "--ref=cook/gates", "show", repo.main());
        String payload = JSON.readTree(note).path("payload").asString();
        return JSON.readTree(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8));
    }
}
