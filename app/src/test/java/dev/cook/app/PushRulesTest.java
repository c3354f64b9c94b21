package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a push may do and what becomes of it, as somebody with git sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PushRulesTest {
    /** Tries what an agent must not, and tells of it where a person will look. */
    private static final String TRESPASSER = """
            #!/bin/sh
            git commit -q --allow-empty -m work
            said=$(git push origin HEAD:refs/heads/main 2>&1) && said='it was let in'
            cook ask "main said: $(printf '%s' "$said" | tr '\\n' ' ')"
            """;

    /** Works until a branch called go is there. */
    private static final String PATIENT = """
            #!/bin/sh
            until git ls-remote --exit-code origin refs/heads/go; do sleep 0.2; done
            cook ask 'it was worth waiting'
            """;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestServer cook;
    private final Person ada;

    PushRulesTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of("trespasser", TRESPASSER, "patient", PATIENT));
        ada = cook.admin();
    }

    @BeforeAll
    void theServerIsUp() throws Exception {
        ada.ssh("whoami").ok();
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    /** A repository of the server, made by its first push, and a clone of it here. */
    private Path repository(String name) throws Exception {
        Path work = ada.repository(name);
        ada.git(work, "remote", "add", "origin", ada.url(name)).ok();
        ada.git(work, "push", "-q", "origin", "main").ok();
        return work;
    }

    private Path withABranchOnItsWay(String repo) throws Exception {
        Path work = repository(repo);
        ada.commit(work, "cook.toml", "[[gates]]\nname = \"slow\"\ncommand = \"sleep 600\"\n");
        ada.git(work, "push", "-q", "origin", "main").ok();
        ada.git(work, "checkout", "-q", "-b", "fix").ok();
        ada.commit(work, "a", "1\n");
        ada.git(work, "push", "-q", "-o", "land=auto", "origin", "fix").ok();
        ada.git(work, "fetch", "-q", "origin").ok();
        return work;
    }

    /** Git itself refuses these, as it is not shown the branch; the server only hears that nothing is pushed. */
    @Test
    void whoChangesABranchOnItsWayInWaysThatGitItselfRefusesIsToldWhatToDo() throws Exception {
        Path work = withABranchOnItsWay("under-way");
        ada.git(work, "commit", "-q", "--amend", "-m", "better words").ok();
        String told =
                "cook: fix is on its way to main, so Cook hides it from git during a push: add commits to change it, or"
                        + " run `branch abandon under-way fix` to delete it or to push something else";

        assertThat(ada.git(work, "push", "--force-with-lease", "origin", "fix")
                        .refused()
                        .err())
                .contains("stale info", told);
        assertThat(ada.git(work, "push", "origin", "--delete", "fix").refused().err())
                .contains("remote ref does not exist", told);
        assertThat(ada.git(work, "push", "--force", "origin", "fix").refused().err())
                .contains("fix is on its way and has commits that your push would drop")
                .contains("`branch abandon under-way fix`");
        assertThat(ada.git(work, "push", "origin", "main").ok().err())
                .as("nothing to push at all")
                .contains("Everything up-to-date", told);
        Person bob = cook.newcomer("bob-under-way");
        ada.ssh("repo", "role", "under-way", "bob-under-way", "write").ok();
        assertThat(bob.git(work, "push", bob.url("under-way"), "main").ok().err())
                .as("somebody else's branch is nothing to him")
                .doesNotContain("cook:");
        ada.ssh("branch", "abandon", "under-way", "fix").ok();
        assertThat(ada.git(work, "push", "origin", "main").ok().err()).doesNotContain("cook:");
    }

    @Test
    void pushingTheSameAgainIsToldOfItsBranchWhileThatIsOnItsWay() throws Exception {
        Path work = withABranchOnItsWay("same-again");
        assertThat(ada.git(work, "push", "-o", "land=auto", "origin", "fix")
                        .ok()
                        .err())
                .contains("/same-again/branches/fix")
                .doesNotContain("cook:");
    }

    @Test
    void whoWaitsForABranchToWhichNothingHappensIsToldWhatIsMissing() throws Exception {
        Path work = repository("idle");
        ada.git(work, "commit", "-q", "--allow-empty", "-m", "work").ok();

        Ended push = ada.git(work, "push", "origin", "HEAD:refs/heads/fix", "-o", "wait")
                .ok();

        assertThat(push.err())
                .contains("fix waits for you: no agent works on it and nobody has queued it")
                .contains("-o land=ask", "branch land idle fix");
    }

    @Test
    void aFirstPushCreatesTheRepository() throws Exception {
        Path work = repository("first");
        assertThat(ada.ssh("repo", "list").ok().out()).contains("first");
        assertThat(ada.remoteTip("first", "refs/heads/main")).isEqualTo(ada.tip(work, "main"));
    }

    @Test
    void anUnknownPushOptionIsRefusedWithTheKnownOnes() throws Exception {
        Path work = repository("options");
        Ended push = ada.git(work, "push", "origin", "HEAD:refs/heads/fix", "-o", "agnet=demo")
                .refused();
        assertThat(push.err())
                .contains("unknown push option: agnet", "-o agent=NAME", "-o prompt=", "-o land=auto|ask", "-o wait");
        assertThat(ada.remoteTip("options", "refs/heads/fix")).isEmpty();
    }

    @Test
    void aForbiddenRepositoryLooksLikeAMissingOne() throws Exception {
        repository("hidden");
        Person eve = cook.newcomer("eve");
        Ended forbidden = eve.git(eve.home(), "ls-remote", eve.url("hidden")).refused();
        Ended missing = eve.git(eve.home(), "ls-remote", eve.url("absent")).refused();
        assertThat(forbidden.err().replace("hidden", "absent")).isEqualTo(missing.err());
        assertThat(forbidden.status()).isEqualTo(missing.status());
        assertThat(eve.ssh("repo", "list").ok().out()).doesNotContain("hidden");

        Path work = eve.repository("try");
        Ended push = eve.git(work, "push", eve.url("hidden"), "main").refused();
        Ended pushMissing = eve.git(work, "push", eve.url("absent"), "main").refused();
        assertThat(push.err().replace("hidden", "absent")).isEqualTo(pushMissing.err());
    }

    @Test
    void ofTwoPushersOfOneRefExactlyOneWins() throws Exception {
        Path first = repository("race");
        Path second = ada.home().resolve("race-second");
        ada.git(ada.home(), "clone", "-q", ada.url("race"), second.toString()).ok();
        String one = ada.commit(first, "one", "1\n");
        String two = ada.commit(second, "two", "2\n");

        List<Callable<Ended>> pushes = List.of(
                () -> ada.git(first, "push", "origin", "main"), () -> ada.git(second, "push", "origin", "main"));
        List<Ended> ends;
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            ends = threads.invokeAll(pushes).stream().map(Future::resultNow).toList();
        }

        assertThat(ends.stream().filter(end -> end.status() == 0))
                .as("%s", ends)
                .hasSize(1);
        assertThat(ada.remoteTip("race", "refs/heads/main"))
                .isEqualTo(ends.getFirst().status() == 0 ? one : two);
    }

    @Test
    void anAtomicPushIsAllOrNothing() throws Exception {
        Path work = repository("atomic");
        ada.commit(work, "file", "two\n");
        ada.git(work, "push", "--atomic", "origin", "main", "HEAD:refs/cook/mine")
                .refused();
        assertThat(ada.remoteTip("atomic", "refs/heads/main")).isEqualTo(ada.tip(work, "main^"));
        ada.git(work, "push", "--atomic", "origin", "main", "HEAD:refs/heads/other")
                .ok();
        assertThat(ada.remoteTip("atomic", "refs/heads/main")).isEqualTo(ada.tip(work, "main"));
        assertThat(ada.remoteTip("atomic", "refs/heads/other")).isEqualTo(ada.tip(work, "main"));
    }

    @Test
    void whatAForcedPushReplacesBecomesAFossil() throws Exception {
        Path work = repository("forced");
        String old = ada.commit(work, "file", "old\n");
        ada.git(work, "push", "-q", "origin", "HEAD:refs/heads/topic").ok();
        ada.git(work, "reset", "-q", "--hard", "HEAD^").ok();
        ada.commit(work, "file", "new\n");
        ada.git(work, "push", "-q", "--force", "origin", "HEAD:refs/heads/topic")
                .ok();
        ada.git(work, "fetch", "-q", "origin", "refs/fossils/1/topic").ok();
        assertThat(ada.git(work, "rev-list", "FETCH_HEAD").ok().said().lines()).contains(old);
    }

    @Test
    void whatIsDeletedBecomesAFossil() throws Exception {
        Path work = repository("deleted");
        String old = ada.commit(work, "file", "old\n");
        ada.git(work, "push", "-q", "origin", "HEAD:refs/heads/topic").ok();
        ada.git(work, "push", "-q", "origin", ":refs/heads/topic").ok();
        assertThat(ada.remoteTip("deleted", "refs/heads/topic")).isEmpty();
        ada.git(work, "fetch", "-q", "origin", "refs/fossils/1/topic").ok();
        assertThat(ada.git(work, "rev-list", "FETCH_HEAD").ok().said().lines()).contains(old);
    }

    @Test
    void aBranchThatAsksLandsWhenSomebodySaysSo() throws Exception {
        Path work = repository("asks");
        String before = ada.tip(work, "main");
        String change = ada.commit(work, "file", "two\n");
        String told = ada.git(work, "push", "origin", "HEAD:refs/heads/fix", "-o", "land=ask", "-o", "wait")
                .ok()
                .err();
        assertThat(told).contains("needs attention");
        assertThat(ada.remoteTip("asks", "refs/heads/main"))
                .as("nobody let it land")
                .isEqualTo(before);

        ada.ssh("branch", "land", "asks", "fix").ok();

        ada.until(() -> {
            ada.git(work, "fetch", "-q", "origin").ok();
            return ada.git(work, "merge-base", "--is-ancestor", change, "origin/main")
                            .status()
                    == 0;
        });
    }

    @Test
    void pushingTheSameCommitAgainAttachesAgain() throws Exception {
        Path work = repository("again");
        ada.git(work, "push", "origin", "HEAD:refs/heads/fix", "-o", "agent=patient", "-o", "prompt=wait")
                .ok();
        Path told = cook.site().directory().resolve("told");

        Process again = ada.gitCommand(work, "push", "origin", "HEAD:refs/heads/fix", "-o", "wait")
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        Awaitility.await()
                .until(() -> Files.readString(told).contains("started fix")
                        && Files.readString(told).contains("started (turn 1)"));
        ada.git(work, "push", "-q", "origin", "HEAD:refs/heads/go").ok();

        assertThat(again.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(told)).contains("it was worth waiting").doesNotContain("up-to-date");
        assertThat(again.exitValue()).isZero();
    }

    @Test
    void anAgentMayPushItsOwnBranchAlone() throws Exception {
        Path work = repository("own");
        String before = ada.tip(work, "main");
        String told = ada.git(
                        work,
                        "push",
                        "origin",
                        "HEAD:refs/heads/fix",
                        "-o",
                        "agent=trespasser",
                        "-o",
                        "prompt=try it",
                        "-o",
                        "wait")
                .ok()
                .err();
        assertThat(told.replaceAll("\\s+", " "))
                .contains("main said:", "this environment can push only to fix")
                .doesNotContain("it was let in");
        assertThat(ada.remoteTip("own", "refs/heads/main")).isEqualTo(before);
    }
}
