package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents that end in every untidy way, and what is left of their work. */
class WorkIsNeverLostTest {
    private static final String REPO = "keep";

    private static final String COMMIT =
            "git add -A && git commit -q -m Work && git push -q origin HEAD:refs/heads/fix";

    @Test
    void whatATurnWritesAfterItsBranchLandedIsInItsLog() throws Exception {
        String agent = "#!/bin/sh\necho work >work && " + COMMIT + " && cook done\n"
                + "until ! git ls-remote --exit-code -q origin refs/heads/fix >/dev/null; do sleep 0.2; done\n"
                + "git commit -q --allow-empty -m Afterwards; echo LAST WORDS\n";
        try (TestServer cook = TestServer.start(Map.of("talker", agent), Keeper.OFTEN)) {
            Person ada = cook.admin();
            start(cook, "talker", "land=auto");
            awaitTold(ada, "session 1 ended");
            awaitTold(ada, "session 1: turn 1 finished");

            assertThat(story(ada)).containsSubsequence("landed on main", "session 1: turn 1 finished");
            assertThat(ada.ssh("session", "log", "1").ok().out())
                    .contains("LAST WORDS")
                    .doesNotContain("lost", "dropped");
            assertThat(ada.ssh("session", "show", "1").ok().out())
                    .contains(
                            "push refused", "fix has landed in the meantime", "1 unpushed commit and 0 changed files");
            Path look = ada.home().resolve("look");
            ada.git(ada.home(), "init", "-q", look.toString()).ok();
            ada.git(look, "fetch", "-q", ada.url(REPO), "refs/cook/autosave/1").ok();
            assertThat(ada.git(look, "log", "-1", "--format=%s", "FETCH_HEAD^")
                            .ok()
                            .said())
                    .isEqualTo("Afterwards");
        }
    }

    @Test
    void aRefusedDoneIsNotDoneWhenTheAgentThenEndsWell() throws Exception {
        String agent = "#!/bin/sh\necho work >work && " + COMMIT
                + " && mkdir tests && echo precious >tests/test && cook done; exit 0\n";
        try (TestServer cook = TestServer.start(Map.of("hasty", agent), Keeper.OFTEN)) {
            Person ada = cook.admin();
            start(cook, "hasty", "land=auto");
            awaitTold(ada, "needs attention");

            assertThat(story(ada))
                    .contains("`cook done` was refused", "?? tests/")
                    .doesNotContain("landed on");
            assertThat(ada.ssh("branch", "show", REPO, "fix").ok().out())
                    .contains("`git fetch origin refs/cook/autosave/1` gets it");

            ada.ssh("branch", "land", REPO, "fix").ok();
            awaitTold(ada, "landed on main");
            assertThat(ada.ssh("session", "show", "1").ok().out()).contains("tests/test", "refs/cook/autosave/1");
            Path look = ada.home().resolve("look");
            ada.git(ada.home(), "init", "-q", look.toString()).ok();
            ada.git(look, "fetch", "-q", ada.url(REPO), "refs/cook/autosave/1").ok();
            assertThat(ada.git(look, "show", "FETCH_HEAD:tests/test").ok().said())
                    .isEqualTo("precious");
        }
    }

    @Test
    void aStashOutlivesTheLandingAndIsNamed() throws Exception {
        String agent =
                "#!/bin/sh\necho work >work && " + COMMIT + " && echo precious >>work && git stash -q && exit 0\n";
        try (TestServer cook = TestServer.start(Map.of("stasher", agent), Keeper.OFTEN)) {
            Person ada = cook.admin();
            start(cook, "stasher", "land=auto");
            awaitTold(ada, "landed on main");

            assertThat(story(ada)).contains("stash@{0}", "`git fetch origin refs/cook/autosave/1` gets it");
            assertThat(ada.ssh("session", "show", "1").ok().out())
                    .contains(
                            "stash stash@{0}: WIP on fix",
                            "fetch the saved work: git fetch origin refs/cook/autosave/1");
        }
    }

    @Test
    void whoAmendedIsToldWhereTheAmendedCommitIs() throws Exception {
        String agent = "#!/bin/sh\necho work >work && " + COMMIT
                + " && git commit -q --amend --allow-empty -m Amended && exit 0\n";
        try (TestServer cook = TestServer.start(Map.of("amender", agent), Keeper.OFTEN)) {
            Person ada = cook.admin();
            start(cook, "amender", "land=auto");
            awaitTold(ada, "needs attention");

            assertThat(story(ada))
                    .contains(
                            "push refused",
                            "1 unpushed commit and 0 changed files",
                            "git fetch origin refs/cook/autosave/1");
        }
    }

    @Test
    void aBranchThatLandedWholeLeavesNoSaveBehind() throws Exception {
        String agent = "#!/bin/sh\necho work >work; sleep 3; " + COMMIT + " && cook done\n";
        try (TestServer cook = TestServer.start(Map.of("tidy", agent), Keeper.OFTEN)) {
            Person ada = cook.admin();
            Path work = start(cook, "tidy", "land=auto");
            awaitTold(ada, "session 1 ended");

            ada.until(() -> !ada.ssh("session", "show", "1").ok().out().contains("saved      "));
            assertThat(ada.git(work, "fetch", "-q", ada.url(REPO), "refs/cook/autosave/1")
                            .status())
                    .isNotZero();
        }
    }

    @Test
    void aRepositoryInTheWorkTreeIsNotDoneUntilItsFilesAreSaid() throws Exception {
        String agent = """
                #!/bin/sh
                git init -q vendor/lib && cd vendor/lib && git -c user.name=A -c user.email=a@b commit -q --allow-empty -m Lib && cd ../..
                git add -A 2>/dev/null && git commit -q -m Work && git push -q origin HEAD:refs/heads/fix
                cook done 2>"$HOME/said" && exit 0
                echo files >vendor/lib/file && cp "$HOME/said" said
                git rm -q --cached vendor/lib && rm -rf vendor/lib/.git && git add -A && git commit -q -m Mended &&
                    git push -q origin HEAD:refs/heads/fix && cook done
                """;
        String silent = """
                #!/bin/sh
                git init -q vendor/lib && cd vendor/lib && git -c user.name=A -c user.email=a@b commit -q --allow-empty -m Lib && cd ../..
                git add -A 2>/dev/null && git commit -q -m Work && git push -q origin HEAD:refs/heads/other
                exit 0
                """;
        try (TestServer cook = TestServer.start(Map.of("vendor", agent, "silent", silent), Keeper.OFTEN)) {
            Person ada = cook.admin();
            Path work = start(cook, "vendor", "land=auto");
            awaitTold(ada, "landed on main");
            ada.git(work, "fetch", "-q", ada.url(REPO), "main").ok();
            assertThat(ada.git(work, "show", "FETCH_HEAD:vendor/lib/file").ok().said())
                    .isEqualTo("files");
            assertThat(ada.git(work, "show", "FETCH_HEAD:said").ok().said())
                    .contains(
                            "vendor/lib is a nested repository", "git rm -q --cached vendor/lib", "git submodule add");

            ada.git(
                            work,
                            "push",
                            "-q",
                            ada.url(REPO),
                            "HEAD:refs/heads/other",
                            "-o",
                            "agent=silent",
                            "-o",
                            "prompt=work",
                            "-o",
                            "land=auto")
                    .ok();
            awaitTold(ada, "needs attention: vendor/lib is a nested repository");
        }
    }

    private static Path start(TestServer cook, String agent, String landing) throws Exception {
        Person ada = cook.admin();
        Path work = ada.repository(REPO);
        ada.git(work, "push", "-q", ada.url(REPO), "main").ok();
        ada.git(
                        work,
                        "push",
                        "-q",
                        ada.url(REPO),
                        "HEAD:refs/heads/fix",
                        "-o",
                        landing,
                        "-o",
                        "agent=" + agent,
                        "-o",
                        "prompt=work")
                .ok();
        return work;
    }

    private static void awaitTold(Person ada, String line) {
        ada.until(() -> story(ada).contains(line));
    }

    private static String story(Person ada) throws Exception {
        return ada.ssh("event", "tail", "--repo", REPO, "--limit", "1000").ok().out();
    }
}
