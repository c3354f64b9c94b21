package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;

/** The story of the README: a push starts an agent, its work is judged, lands, and is kept. */
class MainJobTest {
    @Test
    void aPushStartsAnAgentWhoseWorkLandsOncePassed() throws Exception {
        try (TestServer cook = TestServer.start()) {
            Person ada = cook.admin();
            Path work = Demo.project(ada);
            String before = ada.tip(work, "HEAD");
            ada.git(work, "remote", "add", "cook", ada.url("scale")).ok();
            ada.git(work, "push", "cook", "HEAD:refs/heads/main").ok();

            String told = ada.git(
                            work,
                            "push",
                            "cook",
                            "HEAD:refs/heads/fix",
                            "-o",
                            "agent=demo",
                            "-o",
                            "prompt=make the tests pass",
                            "-o",
                            "land=auto",
                            "-o",
                            "wait")
                    .ok()
                    .err();

            assertThat(told)
                    .contains(cook.server().httpUrl() + "/scale/branches/fix")
                    .containsSubsequence(
                            "session 1: demo started (turn 1)",
                            "gate test failed",
                            "session 1: demo started (turn 2)",
                            "gate test passed",
                            "landed on main");
            assertThat(told.lines().filter(line -> line.contains("landed on"))).hasSize(1);
            mainIsTheMergeThatPassed(ada, work, before);
            theFossilKeepsTheStory(ada, work);
            anOrdinaryCloneOverHttpHasNoFossils(cook, ada);
        }
    }

    private static void mainIsTheMergeThatPassed(Person ada, Path work, String before) throws Exception {
        ada.git(work, "fetch", "-q", "cook").ok();
        assertThat(ada.git(work, "rev-list", "--parents", "-n", "1", "cook/main")
                        .ok()
                        .said()
                        .split(" "))
                .as("a merge with two parents, of which the first is where main was")
                .hasSize(3)
                .contains(before, Index.atIndex(1));
        ada.git(work, "checkout", "-q", "cook/main").ok();
        Ended.of(new ProcessBuilder("./test").directory(work.toFile())).ok();
    }

    private static void theFossilKeepsTheStory(Person ada, Path work) throws Exception {
        ada.git(work, "fetch", "-q", "cook", "refs/fossils/1/fix").ok();
        assertThat(ada.tip(work, "FETCH_HEAD^"))
                .as("its parent is the tip of the branch")
                .isEqualTo(ada.tip(work, "cook/main^2"));
        String files =
                ada.git(work, "ls-tree", "-r", "--name-only", "FETCH_HEAD").ok().said();
        assertThat(files.lines())
                .contains(
                        "fossil.json",
                        "sessions/1/transcript.jsonl",
                        "sessions/1/turn-1.cast",
                        "sessions/1/turn-2.cast",
                        "gates/1-test.log",
                        "gates/2-test.log");
        assertThat(ada.git(work, "show", "FETCH_HEAD:gates/1-test.log").ok().out())
                .contains("not ok");
        assertThat(ada.git(work, "show", "FETCH_HEAD:fossil.json").ok().out())
                .contains("make the tests pass", "landedAs", ada.tip(work, "cook/main"));
        assertThat(ada.ssh("fossil", "show", "scale", "1").ok().out()).contains("fix", "landed", "admin");
    }

    private static void anOrdinaryCloneOverHttpHasNoFossils(TestServer cook, Person ada) throws Exception {
        String token = ada.ssh("token", "create", "--label", "laptop", "--scope", "read", "--expires", "1h")
                .ok()
                .said();
        Path clone = ada.home().resolve("clone");
        String address = cook.server().httpUrl().replace("://", "://admin:" + token + "@") + "/scale.git";
        ada.git(ada.home(), "clone", "-q", address, clone.toString()).ok();
        assertThat(ada.git(clone, "for-each-ref", "--format=%(refname)").ok().out())
                .contains("refs/remotes/origin/main")
                .doesNotContain("fossils");
        assertThat(ada.git(clone, "ls-remote", "origin").ok().out())
                .contains("refs/heads/main")
                .doesNotContain("fossils", "refs/heads/fix");
    }
}
