package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A colleague works through another one's agent, or lets land what they may not any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileHandsTest {
    private static final String APPROVED = """
            [[gates]]
            name = "looked-at"
            kind = "approval"
            """;

    private static final String COMMIT = "echo x >x; git add x; git commit -qm x; git push -q origin HEAD; ";

    private final Hostile stage = Hostile.open();

    HostileHandsTest() throws IOException, InterruptedException {}

    @AfterAll
    void close() throws IOException {
        stage.close();
    }

    @Test
    void whoTypesIntoAnAgentDoesNotApproveItsWorkNorLetItLand() throws Exception {
        GatedRepo repo = stage.repo("typed", APPROVED.replace("\"approval\"", "\"approval\"\nby = [\"bob\"]"));
        Person bob = stage.somebody("bob", "write", repo);
        long session = stage.agent(repo, "fix", "obedient", COMMIT + "echo ready; read line; cook done", "land=auto");
        Hostile.await("ready", () -> stage.log(session).contains("ready"));

        bob.ssh("session", "say", Long.toString(session), "--type", "go").ok();

        repo.await("fix", "finished its work; gates are next");
        assertThat(repo.shown("fix")).contains("bob is working on the branch by hand without the role land");
        Hostile.await("asked", () -> repo.runs("fix").contains("looked-at 1 waiting"));
        assertThat(bob.ssh("gate", "approve", "typed", "fix").refused().err()).contains("you started or pushed");
        assertThat(repo.shown("fix")).doesNotContain("landed on");
    }

    @Test
    void whoHasAShellBesideAnAgentIsAHandToo() throws Exception {
        GatedRepo repo = stage.repo("shelled", APPROVED);
        Person eve = stage.somebody("eve", "write", repo);
        long session = stage.agent(repo, "fix", "obedient", "echo ready; exec sleep 600", "land=auto");
        Hostile.await("ready", () -> stage.log(session).contains("ready"));

        Process terminal = eve.terminal("attach", "shelled", "fix", "--shell").start();

        repo.await("fix", "eve is working on the branch by hand without the role land");
        terminal.destroy();
    }

    @Test
    void whoLosesTheRoleLandAfterLettingSomethingLandDoesNotLandIt() throws Exception {
        GatedRepo repo = stage.repo(
                "queued",
                "[[gates]]\nname = \"slow\"\ncommand = \"until [ -e " + stage.go("queued")
                        + " ]; do sleep 0.1; done\"\n");
        Person cleo = stage.somebody("cleo", "land", repo);
        repo.git("checkout", "-q", "-b", "fix");
        repo.owner().commit(repo.work(), "a", "1\n");
        cleo.git(repo.work(), "push", "-q", cleo.url("queued"), "HEAD:refs/heads/fix", "-o", "land=auto")
                .ok();
        Hostile.await("runs", () -> repo.runs("fix").contains("slow 1 running"));

        repo.owner().ssh("repo", "role", "queued", "cleo", "write").ok();
        Files.createFile(stage.go("queued"));

        Hostile.keptOut(repo, "fix", "cleo, who queued the branch, no longer has the land role");
    }

    @Test
    void anApprovalOfWhoLostTheirRoleIsAskedForAgain() throws Exception {
        GatedRepo repo = stage.repo(
                "approved",
                APPROVED + "by = [\"dan\", \"admin\"]\n\n[[gates]]\nname = \"slow\"\ncommand = \"until [ -e "
                        + stage.go("approved") + " ]; do sleep 0.1; done\"\n");
        Person dan = stage.somebody("dan", "write", repo);
        repo.propose("fix", "a", "1\n");
        Hostile.await("asked", () -> repo.runs("fix").contains("looked-at 1 waiting"));
        dan.ssh("gate", "approve", "approved", "fix").ok();
        Hostile.await("approved", () -> repo.runs("fix").contains("looked-at 1 passed"));

        repo.owner().ssh("repo", "role", "approved", "dan", "none").ok();
        Files.createFile(stage.go("approved"));

        Hostile.await("asked again", () -> repo.runs("fix").contains("looked-at 1 waiting"));
        Hostile.await("judged", () -> repo.runs("fix").contains("slow 1 passed"));
        assertThat(repo.shown("fix")).doesNotContain("landed on");
    }

    @Test
    void aBranchThatIsNamedLikeARunIsNotApprovedInItsPlace() throws Exception {
        GatedRepo repo = stage.repo("numbered", APPROVED + "by = [\"gil\"]\n");
        Person gil = stage.somebody("gil", "write", repo);
        repo.propose("honest", "a", "1\n");
        Hostile.await("asked", () -> repo.runs("honest").contains("looked-at 1 waiting"));
        String run = repo.json("honest").getFirst().path("run").asString();
        repo.propose(run, "b", "1\n");

        assertThat(gil.ssh("gate", "approve", run).refused().err())
                .contains(run + " is a gate run and also a branch of numbered");
        assertThat(gil.ssh("gate", "approve", "numbered", "honest").ok().out()).contains("(numbered, honest, commit ");
    }

    @Test
    void theAgentOfWhoMayNotLandAnyMoreDoesNotLandByItself() throws Exception {
        GatedRepo repo = stage.repo("started", "");
        Person fay = stage.somebody("fay", "land", repo);
        long session = stage.agent(
                fay,
                repo,
                "fix",
                "obedient",
                COMMIT + "echo ready; until [ -e " + stage.go("started") + " ]; do sleep 0.1; done; cook done",
                "land=auto");
        Hostile.await("ready", () -> stage.log(session).contains("ready"));

        repo.owner().ssh("repo", "role", "started", "fay", "write").ok();
        Files.createFile(stage.go("started"));

        Hostile.keptOut(repo, "fix", "no longer has the land role");
    }
}
