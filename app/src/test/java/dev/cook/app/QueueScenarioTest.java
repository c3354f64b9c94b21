package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import picocli.CommandLine;

/** Branches that land one on the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1)
class QueueScenarioTest {
    private static final String NOTHING_BAD = """
            [[gates]]
            name = "nothing-bad"
            command = "test ! -e bad"
            """;

    private final TestServer cook;
    private final Person ada;

    QueueScenarioTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
        ada = cook.admin();
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void onlyTheCulpritsAmongManyDoNotLandAndMainIsGreenAtEveryCommit() throws Exception {
        Path work = repository("crowd", NOTHING_BAD + "[queue]\ndepth = 4\n");
        pushTwelveWithTwoCulprits(work, "crowd");
        assertGreen(work, "crowd");
    }

    @Test
    void aBatchThatFailsIsHalvedUntilTheCulpritsAreFound() throws Exception {
        Path work = repository("batches", NOTHING_BAD + "[queue]\nbatch = 6\n");
        pushTwelveWithTwoCulprits(work, "batches");
        assertThat(ada.ssh("branch", "show", "batches", "b04").ok().said()).contains("judging smaller groups");
    }

    @Test
    void newBranchesAreTestedAloneFirstSoThatNoGroupHasACulprit() throws Exception {
        Path work = repository("screened", NOTHING_BAD + "[queue]\nbatch = 6\nscreen = \"always\"\n");
        pushTwelveWithTwoCulprits(work, "screened");
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            told.add(ada.ssh("branch", "show", "screened", String.format(java.util.Locale.ROOT, "b%02d", i))
                    .ok()
                    .said());
        }
        assertThat(told).noneMatch(branch -> branch.contains("judging smaller groups"));
        assertThat(told)
                .anyMatch(branch -> branch.contains("passed: tested next together with other branches")
                        && branch.contains("landed on main"));
        assertThat(ada.ssh("queue", "show", "screened").ok().said())
                .contains("screen always (2 of 12 recent branches failed)");
    }

    private void pushTwelveWithTwoCulprits(Path work, String repo) throws Exception {
        List<String> refs = new ArrayList<>(List.of("push", "-q", "-o", "land=auto", ada.url(repo)));
        for (int i = 0; i < 12; i++) {
            String name = String.format(java.util.Locale.ROOT, "b%02d", i);
            ada.git(work, "checkout", "-q", "-b", name, "main").ok();
            ada.commit(work, i == 4 || i == 9 ? "bad" : "file-" + name, name + "\n");
            refs.add(name);
        }
        ada.git(work, refs.toArray(String[]::new)).ok();
        ada.until(() -> landed(repo) == 10 && waiting(repo) == 2);
        for (String culprit : List.of("b04", "b09")) {
            assertThat(ada.ssh("queue", "explain", repo, culprit).ok().said())
                    .contains("waiting for a person: gate nothing-bad failed (exit status 1)");
        }
        ada.git(work, "fetch", "-q", ada.url(repo), "main").ok();
        assertThat(ada.git(work, "ls-tree", "--name-only", "FETCH_HEAD").ok().said())
                .contains("file-b00", "file-b11")
                .doesNotContain("bad");
    }

    private void assertGreen(Path work, String repo) throws Exception {
        String commits =
                ada.git(work, "rev-list", "--first-parent", "FETCH_HEAD").ok().said();
        assertThat(commits.lines()).as(repo).hasSize(12);
        for (String commit : commits.lines().toList()) {
            assertThat(ada.git(work, "cat-file", "-e", commit + ":bad").status())
                    .isNotZero();
        }
    }

    @Test
    void whatIsHeldLetsOthersPassAndSaysWhoHoldsItAndWhy() throws Exception {
        Path work = repository("held", NOTHING_BAD);
        branch(work, "held", "first", "land=ask");
        awaitSaid("branch land first", "branch", "show", "held", "first");
        ada.ssh("branch", "hold", "held", "first", "--reason", "'after the release'")
                .ok();
        assertThat(ada.ssh("branch", "show", "held", "first").ok().out())
                .as("before anybody queued it")
                .contains("held by    admin: after the release");
        ada.ssh("branch", "land", "held", "first").ok();
        branch(work, "held", "second", "land=auto");
        awaitSaid("landed on main", "branch", "show", "held", "second");
        assertThat(ada.ssh("queue", "show", "held").ok().said()).contains("held by admin: after the release");
        assertThat(ada.ssh("branch", "show", "held", "first").ok().out())
                .contains("queue      #1: held by admin: after the release");
        ada.ssh("branch", "hold", "held", "first", "--release").ok();
        awaitSaid("landed on main", "branch", "show", "held", "first");
    }

    @Test
    void aBranchIsMovedAheadOfOthersInTheQueue() throws Exception {
        Path work = repository("moved", NOTHING_BAD);
        for (String name : List.of("one", "two", "three")) {
            branch(work, "moved", name, "land=ask");
            ada.ssh("branch", "hold", "moved", name).ok();
            ada.ssh("branch", "land", "moved", name).ok();
        }
        ada.ssh("queue", "reorder", "moved", "three", "--first").ok();
        ada.ssh("queue", "reorder", "moved", "one", "--after", "two").ok();
        assertThat(order("moved")).containsExactly("three", "two", "one");
        ada.ssh("queue", "reorder", "moved", "one", "--priority", "5").ok();
        assertThat(order("moved")).containsExactly("one", "three", "two");
        assertThat(ada.ssh("queue", "reorder", "moved", "one", "--before", "nobody")
                        .status())
                .isNotZero();
    }

    @Test
    void aBranchWhoseRowsCannotBeReadKeepsNoOtherWaiting() throws Exception {
        Path work = repository("unread", """
                [[gates]]
                name = "slow-for-bad"
                command = "test ! -e bad || sleep 600"
                """);
        ada.git(work, "checkout", "-q", "-b", "unreadable", "main").ok();
        ada.commit(work, "bad", "x\n");
        ada.git(work, "push", "-q", "-o", "land=ask", ada.url("unread"), "unreadable")
                .ok();
        awaitSaid("gate slow-for-bad started", "branch", "show", "unread", "unreadable");
        targetOfUnreadable("");
        try {
            branch(work, "unread", "asks", "land=ask");
            branch(work, "unread", "lands", "land=auto");
            awaitSaid("landed on main", "branch", "show", "unread", "lands");
            awaitSaid("branch land asks", "branch", "show", "unread", "asks");
            assertThat(ada.ssh("queue", "show", "unread").ok().out()).contains("the server cannot read its candidate");
        } finally {
            targetOfUnreadable("main");
        }
    }

    /** What no candidate's target is called keeps it from being read. */
    private void targetOfUnreadable(String name) throws SQLException {
        try (Connection connection = cook.database().connect();
                PreparedStatement damage = connection.prepareStatement("""
                        UPDATE candidate SET target = ? FROM branch b
                        WHERE b.branch_id = candidate.branch_id AND b.name = 'unreadable'
                        """)) {
            damage.setString(1, name);
            assertThat(damage.executeUpdate()).isPositive();
        }
    }

    @Test
    void branchesThatConflictAreToldAtOnceWithTheFiles() throws Exception {
        Path work = repository("quarrel", """
                [[gates]]
                name = "slow"
                command = "while [ ! -e /tmp/never ] && [ -e shared ] && grep -q one shared; do sleep 0.2; done"
                timeout = "20s"
                """);
        ada.git(work, "checkout", "-q", "-b", "one", "main").ok();
        ada.commit(work, "shared", "one\n");
        ada.git(work, "checkout", "-q", "-b", "two", "main").ok();
        ada.commit(work, "shared", "two\n");
        ada.git(work, "push", "-q", "-o", "land=auto", ada.url("quarrel"), "one", "two")
                .ok();
        awaitSaid("conflicts with one in shared; Cook tries again", "queue", "explain", "quarrel", "two");
        // The slow gate of the first one fails in the end, so nothing is in the way of the second.
        awaitSaid("landed on main", "branch", "show", "quarrel", "two");
    }

    /** Of a candidate with this file, the gate waits until there is a tag. */
    private static final String PATIENT = """
            [[gates]]
            name = "patient"
            command = "test ! -e of-whole || until git ls-remote origin | grep -q refs/tags/go; do sleep 0.2; done"
            """;

    /** A branch, and one that holds it and more and is ahead of it in the queue. */
    private Path partAndWhole(String repo) throws Exception {
        Path work = repository(repo, PATIENT);
        ada.git(work, "checkout", "-q", "-b", "part", "main").ok();
        ada.commit(work, "of-part", "x\n");
        ada.git(work, "checkout", "-q", "-b", "whole").ok();
        ada.commit(work, "of-whole", "x\n");
        for (String name : List.of("whole", "part")) {
            ada.git(work, "push", "-q", "-o", "land=auto", ada.url(repo), name).ok();
        }
        awaitSaid("its changes are all in whole, which is ahead; lands with it", "queue", "explain", repo, "part");
        return work;
    }

    @Test
    void aBranchThatAnotherAheadHoldsLandsWithItAndIsToldOfNoConflict() throws Exception {
        Path work = partAndWhole("parts");
        ada.git(work, "push", "-q", ada.url("parts"), "main:refs/tags/go").ok();
        awaitSaid("landed on main", "branch", "show", "parts", "part");
        assertThat(ada.ssh("branch", "show", "parts", "part").ok().said())
                .contains("all of its changes are in whole, which is ahead in the queue: lands with it")
                .doesNotContain("conflict", "push more commits");
        awaitSaid("landed on main", "branch", "show", "parts", "whole");
        String landed = ada.remoteTip("parts", "refs/heads/main");
        assertThat(ada.ssh("branch", "show", "parts", "part", "--json").ok().out())
                .as("it landed as the same commit")
                .contains(landed);
        assertThat(ada.ssh("gate", "status", "parts", landed).ok().said())
                .as("what is said of the commit is what its gates said")
                .contains("patient");
    }

    @Test
    void aBranchWhoseHolderLeavesIsJudgedOnItsOwn() throws Exception {
        partAndWhole("alone");
        ada.ssh("branch", "abandon", "alone", "whole").ok();
        awaitSaid("landed on main", "branch", "show", "alone", "part");
        assertThat(ada.ssh("gate", "list", "alone", "part").ok().said()).contains("patient");
    }

    @Test
    void aTargetThatSquashesGetsOneCommitForEachBranch() throws Exception {
        Path work = repository("squashed", NOTHING_BAD + "[queue]\nlanding = \"squash\"\n");
        ada.git(work, "checkout", "-q", "-b", "fix", "main").ok();
        ada.commit(work, "a", "1\n");
        ada.commit(work, "b", "1\n");
        ada.git(work, "push", "-q", "-o", "land=auto", ada.url("squashed"), "fix")
                .ok();
        awaitSaid("landed on main", "branch", "show", "squashed", "fix");
        ada.git(work, "fetch", "-q", ada.url("squashed"), "main").ok();
        assertThat(ada.git(work, "rev-list", "--count", "main..FETCH_HEAD").ok().said())
                .isEqualTo("1");
        assertThat(ada.git(work, "log", "-1", "--format=%B", "FETCH_HEAD").ok().said())
                .startsWith("fix\n\n")
                .endsWith("\n\nBranch: fix\nStarted-by: admin");
    }

    @Test
    void aProgramThatPrintsGatesSaysHowItsQueueWorksToo() throws Exception {
        Path work = ada.repository("printed");
        ada.commit(work, "gates.py", """
                from cook import gate, pipeline
                pipeline([gate("nothing-bad", "test ! -e bad")], queue={"landing": "squash", "depth": 2})
                """);
        ada.git(work, "push", "-q", ada.url("printed"), "main").ok();
        branch(work, "printed", "fix", "land=auto");
        awaitSaid("landed on main", "branch", "show", "printed", "fix");
        ada.git(work, "fetch", "-q", ada.url("printed"), "main").ok();
        assertThat(ada.git(work, "log", "-1", "--format=%B", "FETCH_HEAD").ok().said())
                .startsWith("fix\n\n")
                .endsWith("\n\nBranch: fix\nStarted-by: admin");
        assertThat(ada.ssh("queue", "show", "printed", "--json").ok().out()).contains("\"depth\" : 2");
    }

    @Test
    void changesOfTwoRepositoriesLandTogetherOrNotAtAll() throws Exception {
        Path lib = repository("lib", NOTHING_BAD);
        Path app = repository("using", NOTHING_BAD);
        branch(lib, "lib", "api", "land=ask");
        ada.git(app, "checkout", "-q", "-b", "use", "main").ok();
        ada.commit(app, "bad", "x\n");
        ada.git(app, "push", "-q", "-o", "land=auto", "-o", "depends-on=lib/api", ada.url("using"), "use")
                .ok();
        awaitSaid("depends on lib/api, which is not queued", "queue", "explain", "using", "use");
        ada.ssh("branch", "land", "lib", "api").ok();
        awaitSaid("nothing-bad failed", "queue", "explain", "using", "use");
        // What it needs passed long ago, and may not land without it.
        awaitSaid("depends on using/use, which is not queued", "queue", "explain", "lib", "api");
        ada.git(app, "rm", "-q", "bad").ok();
        ada.commit(app, "good", "x\n");
        ada.git(app, "push", "-q", "-o", "land=auto", ada.url("using"), "use").ok();
        awaitSaid("landed on main", "branch", "show", "using", "use");
        assertThat(ada.ssh("branch", "show", "lib", "api").ok().said()).contains("landed on main");
    }

    @Test
    void gatesSeeWhatLandsTogetherWithWhatTheyJudgeAndAreAskedAgainWhenItChanges() throws Exception {
        Path glass = repository("glass", """
                [[gates]]
                name = "patient"
                command = "test -e quick || sleep 600"
                """);
        Path pane = repository("pane", """
                [environments.both]
                repos = ["glass"]

                [[gates]]
                name = "fits"
                command = "cat ../glass/of-clear"
                env = "both"
                """);
        branch(glass, "glass", "clear", "land=auto");
        branch(pane, "pane", "use", "land=auto", "depends-on=glass/clear");
        awaitSaid("passed; waiting for glass/clear to land with it", "queue", "explain", "pane", "use");

        ada.commit(glass, "of-clear", "clearer\n");
        ada.commit(glass, "quick", "x\n");
        ada.git(glass, "push", "-q", "-o", "land=auto", ada.url("glass"), "clear")
                .ok();
        awaitSaid("landed on main", "branch", "show", "pane", "use");
        assertThat(ada.ssh("branch", "show", "glass", "clear").ok().said()).contains("landed on main");
        List<String> runs = ada.ssh("gate", "list", "pane", "use")
                .ok()
                .said()
                .lines()
                .filter(line -> line.contains("fits"))
                .map(line -> line.split(" ", 2)[0])
                .toList();
        assertThat(runs).as("one for each candidate of the other").hasSize(2);
        assertThat(ada.ssh("gate", "log", runs.getFirst()).ok().said())
                .contains("x")
                .doesNotContain("clearer");
        assertThat(ada.ssh("gate", "log", runs.getLast()).ok().said()).contains("clearer");
    }

    @Test
    void aBranchLandsOnAnotherTargetThatHasGatesOfItsOwn() throws Exception {
        Path work = repository("staged", NOTHING_BAD);
        assertThat(ada.git(work, "push", "-q", "-o", "target=staging", ada.url("staged"), "main:refs/heads/release")
                        .err())
                .contains("staging is not a target");
        ada.ssh("repo", "target", "staged", "staging").ok();
        branch(work, "staged", "release", "land=auto", "target=staging");
        awaitSaid("landed on staging", "branch", "show", "staged", "release");
        assertThat(ada.remoteTip("staged", "refs/heads/main")).isEqualTo(ada.tip(work, "main"));
        assertThat(ada.remoteTip("staged", "refs/heads/staging")).isNotEqualTo(ada.tip(work, "main"));
    }

    @Test
    void whatLandedIsVerifiedOfflineWithTheServersKeyAndAChangedNoteIsNot() throws Exception {
        Path work = repository("signed", NOTHING_BAD);
        branch(work, "signed", "fix", "land=auto");
        awaitSaid("landed on main", "branch", "show", "signed", "fix");
        Path key = ada.home().resolve("server.pem");
        Files.writeString(key, ada.ssh("key", "server").ok().said() + "\n");
        ada.until(() -> !ada.remoteTip("signed", "refs/notes/cook/gates").isEmpty());
        ada.git(work, "fetch", "-q", ada.url("signed"), "main", "refs/notes/cook/gates:refs/notes/cook/gates")
                .ok();
        String landed = ada.remoteTip("signed", "refs/heads/main");
        assertThat(verify(key, work, landed)).isZero();
        assertThat(ada.ssh("gate", "status", "signed", landed).ok().said()).startsWith(landed + " success\n");
        assertThat(ada.git(work, "notes", "--ref=cook/gates", "show", landed)
                        .ok()
                        .said())
                .contains("application/vnd.in-toto+json");
        assertThat(verify(key, work, "main")).as("nothing was said of it").isEqualTo(1);

        String note =
                ada.git(work, "notes", "--ref=cook/gates", "show", landed).ok().said();
        ada.git(
                        work,
                        "notes",
                        "--ref=cook/gates",
                        "add",
                        "-f",
                        "-m",
                        note.replace("\"payload\" : \"eyJf", "\"payload\" : \"eyJg"),
                        landed)
                .ok();
        assertThat(verify(key, work, landed)).as("the statement was changed").isEqualTo(1);
        assertThat(ada.git(work, "push", ada.url("signed"), "refs/notes/cook/gates")
                        .refused()
                        .err())
                .contains("only Cook writes");
    }

    private static int verify(Path key, Path work, String commit) {
        return new CommandLine(new Verify()).execute("--key", key.toString(), "-C", work.toString(), commit);
    }

    @Test
    void thePastOfAQueueIsReplayedUnderOtherSettings() throws Exception {
        Path work = repository("past", NOTHING_BAD + "[queue]\ndepth = 1\n");
        for (String name : List.of("one", "two", "three")) {
            branch(work, "past", name, "land=auto");
        }
        awaitSaid("landed on main", "branch", "show", "past", "three");
        String said =
                ada.ssh("queue", "replay", "past", "--set", "depth=3").ok().said();
        assertThat(said).contains("3 changes were queued", "ACTUAL");
        assertThat(said.lines().filter(line -> line.startsWith("landed")))
                .singleElement()
                .asString()
                .matches("landed +3 +3 +3");
        assertThat(said.lines().filter(line -> line.startsWith("depth")))
                .singleElement()
                .asString()
                .matches("depth +1 +1 +3");
        assertThat(ada.ssh("queue", "replay", "past", "--set", "speed=3")
                        .refused()
                        .err())
                .contains("no setting 'speed'");
    }

    private Path repository(String name, String file) throws Exception {
        Path work = ada.repository(name);
        ada.commit(work, "cook.toml", file);
        ada.git(work, "push", "-q", ada.url(name), "main").ok();
        return work;
    }

    private void branch(Path work, String repo, String name, String... options) throws Exception {
        ada.git(work, "checkout", "-q", "-b", name, "main").ok();
        Files.writeString(work.resolve("of-" + name), "x\n");
        ada.commit(work, "of-" + name, "x\n");
        List<String> push = new ArrayList<>(List.of("push", "-q"));
        for (String option : options) {
            push.addAll(List.of("-o", option));
        }
        push.addAll(List.of(ada.url(repo), name));
        ada.git(work, push.toArray(String[]::new)).ok();
    }

    private long landed(String repo) throws Exception {
        return count(repo, "landed");
    }

    private long waiting(String repo) throws Exception {
        return ada.ssh("branch", "list", repo)
                .ok()
                .said()
                .lines()
                .filter(line -> line.contains("failed"))
                .count();
    }

    private long count(String repo, String word) throws Exception {
        return ada.ssh("branch", "list", repo, "--all")
                .ok()
                .said()
                .lines()
                .filter(line -> line.contains(word))
                .count();
    }

    private List<String> order(String repo) throws Exception {
        return ada.ssh("queue", "show", repo)
                .ok()
                .said()
                .lines()
                .filter(line -> line.matches("[0-9]+ .*"))
                .map(line -> line.split(" +", 3)[1])
                .toList();
    }

    private void awaitSaid(String text, String... words) throws Exception {
        ada.until(() -> ada.ssh(words).said(), said -> said.contains(text));
    }
}
