package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.Repo;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reports of tests, and what is remembered of each test. */
class TestReportsTest {
    private static final Oid TIP = new Oid("b".repeat(40));
    private static final BranchName MAIN = new BranchName("main");
    private static final ContentKey KEY = new ContentKey("1".repeat(64));

    /** A clock that stands still until it is moved. */
    private volatile Instant time = Instant.parse("2026-11-30T12:00:00Z");

    private final InstantSource clock = () -> time;
    private final TestStore test = TestStore.open(clock.withZone(ZoneOffset.UTC));
    private final Repo repo = test.repo("thing");
    private final AtomicInteger branches = new AtomicInteger();

    @AfterEach
    void close() {
        test.close();
    }

    private GateRunId run(Repo of, ContentKey key) {
        return test.store().write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            of.id(),
                            new BranchName("fix-" + branches.incrementAndGet()),
                            of.defaultBranch(),
                            Landing.ASK,
                            Optional.empty(),
                            TIP,
                            "ann");
            CandidateId candidate = tx.candidates()
                    .open(
                            branch,
                            TIP,
                            Optional.empty(),
                            List.of(new Candidate.Member(branch.id(), TIP, Optional.of(TIP))));
            tx.candidates().markPlanned(candidate, 3);
            GateRunId run = tx.gateRuns().queue(candidate, PlannedGate.command("test", List.of("true"), 60));
            tx.gateContents().markKey(run, key);
            return run;
        });
    }

    private static TestResult result(String name, TestOutcome outcome, int millis) {
        return new TestResult(
                name,
                outcome,
                Optional.of(Duration.ofMillis(millis)),
                outcome == TestOutcome.FAILED ? "expected 1: but was 2" : "");
    }

    private static TestReport report(TestResult... results) {
        return new TestReport(results.length, List.of(results), List.of());
    }

    private void add(GateRunId run, TestResult... results) {
        test.store().change(tx -> tx.testHistory().add(repo.id(), MAIN, "test", run, List.of(results)));
    }

    private List<TestHistory.Line> worst() {
        return test.list(tx -> tx.testHistory().worst(repo.id(), MAIN, "test", 50));
    }

    @Test
    void aReportIsReadAsItWasKeptAndTheFirstOneCounts() {
        GateRunId run = run(repo, KEY);
        TestReport kept = new TestReport(
                7,
                List.of(
                        result("FooTest.bär > \ud83c\udf75", TestOutcome.FAILED, 12),
                        new TestResult("b", TestOutcome.SKIPPED, Optional.empty(), "")),
                List.of("a.xml is empty"));

        test.store().change(tx -> {
            tx.testReports().keep(run, kept);
            tx.testReports().keep(run, report());
        });

        assertThat(test.maybe(tx -> tx.testReports().of(run))).hasValue(kept);
        GateRunId silent = run(repo, KEY);
        assertThat(test.maybe(tx -> tx.testReports().of(silent))).isEmpty();
    }

    @Test
    void othersAreThoseOfTheSameContentInTheSameRepository() {
        GateRunId one = run(repo, KEY);
        GateRunId two = run(repo, KEY);
        GateRunId other = run(repo, new ContentKey("2".repeat(64)));
        GateRunId elsewhere = run(test.repo("elsewhere"), KEY);
        test.store().change(tx -> {
            for (GateRunId run : List.of(one, two, other, elsewhere)) {
                tx.testReports().keep(run, report(result("run " + run, TestOutcome.PASSED, 1)));
            }
        });

        assertThat(test.list(tx -> tx.testReports().others(repo.id(), two)))
                .containsExactly(report(result("run " + one, TestOutcome.PASSED, 1)));
        assertThat(test.list(tx -> tx.testReports().others(repo.id(), other))).isEmpty();
    }

    @Test
    void theWorstTestComesFirstAndOneThatAlwaysPassesNotAtAll() {
        GateRunId run = run(repo, KEY);
        add(
                run,
                result("often", TestOutcome.FAILED, 100),
                result("flaky", TestOutcome.FLAKY, 10),
                result("good", TestOutcome.PASSED, 5),
                result("off", TestOutcome.SKIPPED, 5));
        add(
                run,
                result("often", TestOutcome.FAILED, 200),
                result("flaky", TestOutcome.PASSED, 10),
                result("good", TestOutcome.PASSED, 5),
                result("new", TestOutcome.FAILED, 1));
        add(run, result("often", TestOutcome.PASSED, 200), result("new", TestOutcome.PASSED, 1));

        assertThat(worst().stream()
                        .map(line -> line.name() + " " + line.failed() + "+" + line.flaky() + "/" + line.runs()))
                .containsExactly("often 2+0/3", "new 1+0/2", "flaky 0+1/2");
        assertThat(worst().getFirst())
                .satisfies(line -> assertThat(line.failedPercent()).isEqualTo(66))
                .satisfies(line -> assertThat(line.took()).hasValue(Duration.ofMillis(119)))
                .satisfies(line -> assertThat(line.lastFailedRun()).hasValue(run))
                .satisfies(line -> assertThat(line.lastFailedAt()).isPresent());
        assertThat(test.list(tx -> tx.testHistory().worst(repo.id(), MAIN, "lint", 50)))
                .isEmpty();
        assertThat(test.store().<Boolean>read(tx -> tx.testHistory().knows(repo.id(), MAIN, "test")))
                .isTrue();
        assertThat(test.store().<Boolean>read(tx -> tx.testHistory().knows(repo.id(), MAIN, "lint")))
                .isFalse();
    }

    @Test
    void aHundredRunsAreRememberedAndAFailureBeforeThemIsForgotten() {
        GateRunId run = run(repo, KEY);
        add(run, result("once", TestOutcome.FAILED, 1));
        for (int i = 0; i < 99; i++) {
            add(run, result("once", TestOutcome.PASSED, 1));
        }
        assertThat(worst()).singleElement().satisfies(line -> assertThat(line.failedPercent())
                .isEqualTo(1));

        add(run, result("once", TestOutcome.PASSED, 1));

        assertThat(worst()).isEmpty();
    }

    @Test
    void whoeverNamesItsTestsAnewInEachRunFillsNothing() throws SQLException {
        GateRunId run = run(repo, KEY);
        add(run, result("real", TestOutcome.FAILED, 1));
        for (int round = 0; round < 3; round++) {
            List<TestResult> junk = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                junk.add(result("junk " + round + "." + i, TestOutcome.PASSED, 1));
            }
            add(run, junk.toArray(TestResult[]::new));
        }
        add(run, result("real", TestOutcome.FAILED, 1));

        try (Connection connection = test.connect();
                ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM test_history")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isEqualTo(40_000);
        }
        assertThat(worst()).singleElement().satisfies(line -> assertThat(line.runs())
                .isEqualTo(2));
    }

    @Test
    void aTestIsKnownAsFlakyByWhatLandedAlone() {
        GateRunId landed = run(repo, KEY);
        GateRunId pending = run(repo, KEY);
        test.store().change(tx -> {
            tx.candidates().close(tx.gateRuns().get(landed).orElseThrow().candidate(), CandidateState.LANDED);
            tx.testHistory().addFlakes(repo.id(), MAIN, "test", landed, List.of("a", "b"));
            tx.testHistory().addFlakes(repo.id(), MAIN, "test", pending, List.of("c"));
        });

        assertThat(known("test", "a", "c", "d")).containsExactly("a");
        assertThat(known("lint", "a")).isEmpty();

        time = time.plus(Duration.ofDays(14));
        assertThat(known("test", "a")).as("no test is excused for ever").isEmpty();
    }

    private Set<String> known(String gate, String... names) {
        return test.store().read(tx -> tx.testHistory().landedFlakes(repo.id(), MAIN, gate, List.of(names)));
    }

    @Test
    void whatNoRunTellsOfForAMonthIsForgotten() {
        GateRunId run = run(repo, KEY);
        add(run, result("old", TestOutcome.FAILED, 1));
        test.store().change(tx -> tx.testHistory().addFlakes(repo.id(), MAIN, "test", run, List.of("old")));

        time = time.plus(Duration.ofDays(29));
        test.store().change(tx -> tx.testHistory().forget());
        assertThat(worst()).hasSize(1);

        time = time.plus(Duration.ofDays(3));
        test.store().change(tx -> tx.testHistory().forget());
        assertThat(worst()).isEmpty();
    }

    @Test
    void runsOfBeforeThereWereReportsHaveNoneAndAreRepeatedByNobody() {
        TestDatabase database = TestDatabase.ofVersion("36", """
                INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                INSERT INTO candidate (repo_id, branch_id, target, base_id, branch_tip, commit_id, head_id, state, built_at)
                SELECT repo_id, branch_id, 'main', started_from, started_from, started_from, started_from, 'open', now()
                FROM branch;
                INSERT INTO gate_run (candidate_id, name, attempt, argv, timeout_seconds, state, queued_at, started_at,
                                      ended_at, kind, commit_id)
                SELECT candidate_id, 'test', 1, '{true}', 60, 'failed', now(), now(), now(), 'command', commit_id
                FROM candidate;
                """);
        try (Store old =
                Store.open(database.url(), database.user(), database.password(), 3, clock.withZone(ZoneOffset.UTC))) {
            GateRunId run = new GateRunId(1);
            assertThat(old.read(tx -> tx.gateRuns().get(run)).orElseThrow().flakyRetry())
                    .isFalse();
            assertThat(old.read(tx -> tx.testReports().of(run)).isEmpty()).isTrue();

            old.change(tx -> {
                tx.gateRuns().markFlakyRetry(run);
                tx.testReports().keep(run, report(result("a", TestOutcome.FAILED, 1)));
            });

            assertThat(old.read(tx -> tx.gateRuns().get(run)).orElseThrow().flakyRetry())
                    .isTrue();
            assertThat(old.read(tx -> tx.testReports().of(run)).isPresent()).isTrue();
        }
    }
}
