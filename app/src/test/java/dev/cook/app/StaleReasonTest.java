package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A branch waits for something that was so, and is not so any more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaleReasonTest {
    private final TestServer cook;

    StaleReasonTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void whatItsTargetNoLongerHoldsLands() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "held", "");
        Person ada = repo.owner();
        String before = repo.main();
        repo.git("checkout", "-q", "-b", "fix");
        ada.commit(repo.work(), "a", "1\n");
        ada.git(repo.work(), "push", "-q", ada.url("held"), "HEAD:main").ok();
        repo.push("fix");
        repo.await("fix", "main already contains all of its changes");
        main(repo, "b");

        ada.git(repo.work(), "push", "-q", "-f", ada.url("held"), before + ":refs/heads/main")
                .ok();

        repo.await("fix", "landed on main");
        assertThat(repo.shown("fix").lines().filter(line -> line.contains("already contains all of its changes")))
                .as("it is told once, whatever else landed")
                .hasSize(1);
    }

    @Test
    void whatItsTargetNoLongerConflictsWithLands() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "odd", "");
        Person ada = repo.owner();
        String before = repo.main();
        ada.commit(repo.work(), "a", "main\n");
        ada.git(repo.work(), "push", "-q", ada.url("odd"), "main").ok();
        repo.git("checkout", "-q", "-b", "fix", before);
        ada.commit(repo.work(), "a", "fix\n");
        repo.push("fix");
        repo.await("fix", "push a fix to fix");
        main(repo, "b");

        ada.git(repo.work(), "push", "-q", "-f", ada.url("odd"), before + ":refs/heads/main")
                .ok();

        repo.await("fix", "landed on main");
    }

    @Test
    void aTargetThatIsDeletedWhileItsBranchIsJudgedAndPushedAgainGoesOn() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "away", "");
        Person ada = repo.owner();
        ada.ssh("repo", "target", "away", "next").ok();
        repo.git("checkout", "-q", "-b", "fix", "main");
        ada.commit(repo.work(), "a", "1\n");
        ada.git(
                        repo.work(),
                        "push",
                        "-q",
                        ada.url("away"),
                        "HEAD:refs/heads/fix",
                        "-o",
                        "land=ask",
                        "-o",
                        "target=next")
                .ok();
        repo.await("fix", "can run `branch land fix`");
        ada.git(repo.work(), "push", "-q", ada.url("away"), ":refs/heads/next", "-o", "delete-target")
                .ok();
        ada.ssh("branch", "land", "away", "fix").ok();
        repo.await("fix", "the target branch next does not exist");

        ada.git(repo.work(), "push", "-q", ada.url("away"), "main:refs/heads/next")
                .ok();

        repo.await("fix", "landed on next");
    }

    /** Moves main by a commit that has nothing to do with it. */
    private static void main(GatedRepo repo, String file) throws IOException, InterruptedException {
        Person ada = repo.owner();
        repo.fetch();
        repo.git("checkout", "-q", "--detach", "FETCH_HEAD");
        ada.commit(repo.work(), file, "1\n");
        ada.git(repo.work(), "push", "-q", ada.url(repo.name()), "HEAD:refs/heads/main")
                .ok();
    }
}
