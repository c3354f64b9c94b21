package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A branch lets something else be judged first, so that what lands is taken for known. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileAnswersTest {
    private final Hostile stage = Hostile.open();

    HostileAnswersTest() throws IOException, InterruptedException {}

    @AfterAll
    void close() throws IOException {
        stage.close();
    }

    /** Lets what is checked out be judged, without asking for it to land. */
    private static void judge(GatedRepo repo) throws Exception {
        repo.git("push", "-q", "--force", repo.owner().url(repo.name()), "HEAD:refs/heads/fix", "-o", "land=ask");
    }

    /** Asks for what is checked out to land; it must not. */
    private static void isKeptOut(GatedRepo repo, String why) throws Exception {
        String before = repo.main();
        repo.git("push", "-q", "--force", repo.owner().url(repo.name()), "HEAD:refs/heads/fix", "-o", "land=auto");
        Hostile.await(
                why, () -> repo.shown("fix").contains(why) || repo.shown("fix").contains("landed on main"));
        assertThat(repo.shown("fix")).contains(why);
        assertThat(repo.main()).isEqualTo(before);
    }

    @Test
    void aGateWithPathsIsNotPassedByAnotherScriptThatNeverLands() throws Exception {
        GatedRepo repo = stage.repo("scripts", """
                [[gates]]
                name = "docs"
                command = "sh check.sh"
                paths = ["docs"]
                judges = "files"
                """);
        repo.owner().commit(repo.work(), "check.sh", "grep -q GOOD docs\n");
        repo.git("push", "-q", repo.owner().url("scripts"), "main");
        repo.git("checkout", "-q", "-b", "fix");
        String bad = repo.owner().commit(repo.work(), "docs", "BAD\n");
        repo.owner().commit(repo.work(), "check.sh", "true\n");
        judge(repo);
        repo.await("fix", "gate docs passed");

        repo.git("reset", "-q", "--hard", bad);

        isKeptOut(repo, "gate docs failed");
    }

    @Test
    void aSignOffThatIsAmendedAwayIsMissed() throws Exception {
        GatedRepo repo = signedOff("messages", "%B", "Signed-off-by");
        repo.git("commit", "-q", "--amend", "--signoff", "--no-edit");
        judge(repo);
        repo.await("fix", "gate signed passed");

        repo.git("commit", "-q", "--amend", "-m", "Change file");

        isKeptOut(repo, "gate signed failed");
    }

    @Test
    void anAuthorThatIsAmendedIsLookedAtAgain() throws Exception {
        GatedRepo repo = signedOff("authors", "%ae", "ada@example.org");
        judge(repo);
        repo.await("fix", "gate signed passed");

        repo.git("commit", "-q", "--amend", "--no-edit", "--author=Eve <eve@example.org>");

        isKeptOut(repo, "gate signed failed");
    }

    @Test
    void theSameFilesOnAnotherBaseAreLookedAtAgain() throws Exception {
        GatedRepo repo = stage.repo("bases", """
                [[gates]]
                name = "kept"
                command = "! git diff --name-only HEAD^1..HEAD | grep -qx secret"
                """);
        repo.git("checkout", "-q", "-b", "fix");
        String clean = repo.owner().commit(repo.work(), "other", "1\n");
        repo.git("checkout", "-q", "main");
        repo.owner().commit(repo.work(), "secret", "two\n");
        repo.git("push", "-q", repo.owner().url("bases"), "main");
        repo.git("checkout", "-q", "fix");
        judge(repo);
        repo.await("fix", "gate kept passed");

        repo.git("checkout", "-q", "main");
        repo.owner().commit(repo.work(), "secret", "one\n");
        repo.git("push", "-q", repo.owner().url("bases"), "main");
        repo.git("checkout", "-q", "-B", "fix", "main");
        repo.git("cherry-pick", clean);
        repo.owner().commit(repo.work(), "secret", "two\n");

        isKeptOut(repo, "gate kept failed");
    }

    /** A branch whose one commit a gate looks at through git's eyes. */
    private GatedRepo signedOff(String name, String format, String wanted) throws Exception {
        GatedRepo repo = stage.repo(name, """
                [[gates]]
                name = "signed"
                command = "git log --format=%s HEAD^1..HEAD^2 | grep -q %s"
                """.formatted(format, wanted));
        repo.git("checkout", "-q", "-b", "fix");
        repo.owner().commit(repo.work(), "file", "two\n");
        return repo;
    }
}
