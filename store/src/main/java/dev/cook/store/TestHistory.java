package dev.cook.store;

import dev.cook.domain.BranchName;
import dev.cook.domain.GateRunId;
import dev.cook.domain.RepoId;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The tables test_history and test_flake: each test of a gate over many runs. */
public final class TestHistory {
    /** After which a test is forgotten that no run tells of, and a flake that was seen. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** How long a test counts as flaky after it was last seen to be: time to mend it, and no licence for ever. */
    private static final Duration KNOWN = Duration.ofDays(14);

    /**
     * Tests of one gate that are remembered: twice what a report holds. A branch can call its tests what it likes in each run;
     * what no other run tells of goes after {@link #KEPT}.
     */
    private static final int MOST_TESTS = 40_000;

    /** Flaky tests of one run that are remembered: where there are more, the run was broken. */
    private static final int MOST_FLAKES = 100;

    private final Handle handle;
    private final Instant now;

    TestHistory(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /**
     * A test of a gate over its last runs, at most 100.
     *
     * @param failed in how many of them it failed
     * @param flaky in how many of them it was seen to pass and fail on the same content
     * @param lastFailedAt when it failed or was flaky
     * @param took how long it takes: a moving mean
     */
    public record Line(
            String name,
            int runs,
            int failed,
            int flaky,
            int failedPercent,
            int flakyPercent,
            Optional<Instant> lastFailedAt,
            Optional<GateRunId> lastFailedRun,
            Optional<Duration> took) {}

    /** Adds a run of a gate to the history of its tests; those that were skipped are only known to be there still. */
    public void add(RepoId repo, BranchName target, String gate, GateRunId run, List<TestResult> tests) {
        int known = handle.createUpdate("""
                        UPDATE test_history t
                        SET outcomes = right(t.outcomes || n.letter, 100),
                            took_ms = coalesce((9 * t.took_ms + n.took_ms) / 10, n.took_ms, t.took_ms),
                            last_failed_at = CASE WHEN n.letter IN ('F', 'K') THEN :now ELSE t.last_failed_at END,
                            last_failed_run = CASE WHEN n.letter IN ('F', 'K') THEN :run ELSE t.last_failed_run END,
                            seen_on = greatest(t.seen_on, :today)
                        FROM (SELECT name, letter, nullif(took_ms, -1) AS took_ms
                              FROM unnest(:names, :letters, :took) AS n(name, letter, took_ms)) n
                        WHERE t.repo_id = :repo AND t.target = :target AND t.gate = :gate AND t.name = n.name
                        """)
                .bindArray("names", String.class, names(tests))
                .bindArray("letters", String.class, letters(tests))
                .bindArray("took", Long.class, took(tests))
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("gate", gate)
                .bind("run", run.value())
                .bind("now", now)
                .bind("today", today(now))
                .execute();
        if (known < tests.size()) {
            addNew(repo, target, gate, run, tests);
        }
    }

    private void addNew(RepoId repo, BranchName target, String gate, GateRunId run, List<TestResult> tests) {
        handle.createUpdate("""
                        INSERT INTO test_history (repo_id, target, gate, name, outcomes, took_ms, last_failed_at,
                                                  last_failed_run, seen_on)
                        SELECT :repo, :target, :gate, n.name, n.letter, nullif(n.took_ms, -1),
                               CASE WHEN n.letter IN ('F', 'K') THEN cast(:now AS timestamptz) END,
                               CASE WHEN n.letter IN ('F', 'K') THEN cast(:run AS bigint) END, :today
                        FROM unnest(:names, :letters, :took) AS n(name, letter, took_ms)
                        WHERE NOT EXISTS (SELECT FROM test_history t
                                          WHERE t.repo_id = :repo AND t.target = :target AND t.gate = :gate AND t.name = n.name)
                        LIMIT greatest(0, :most - (SELECT count(*) FROM test_history t
                                                   WHERE t.repo_id = :repo AND t.target = :target AND t.gate = :gate))
                        ON CONFLICT DO NOTHING
                        """)
                .bindArray("names", String.class, names(tests))
                .bindArray("letters", String.class, letters(tests))
                .bindArray("took", Long.class, took(tests))
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("gate", gate)
                .bind("run", run.value())
                .bind("most", MOST_TESTS)
                .bind("now", now)
                .bind("today", today(now))
                .execute();
    }

    /** Remembers which tests a run showed to be flaky. */
    public void addFlakes(RepoId repo, BranchName target, String gate, GateRunId run, List<String> names) {
        handle.createUpdate("""
                        INSERT INTO test_flake (gate_run_id, name, repo_id, target, gate, flaked_at)
                        SELECT :run, n.name, :repo, :target, :gate, :now FROM unnest(:names) AS n(name) LIMIT :most
                        ON CONFLICT DO NOTHING
                        """)
                .bindArray("names", String.class, names)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("gate", gate)
                .bind("run", run.value())
                .bind("most", MOST_FLAKES)
                .bind("now", now)
                .execute();
    }

    /**
     * Which of these tests are known to be flaky: lately they passed and failed on the same content in a run of the gate on
     * something that landed. What a branch shows of itself counts for nobody before that.
     */
    public Set<String> landedFlakes(RepoId repo, BranchName target, String gate, List<String> names) {
        return Set.copyOf(handle.createQuery("""
                        SELECT DISTINCT f.name
                        FROM test_flake f JOIN gate_run g USING (gate_run_id) JOIN candidate c USING (candidate_id)
                        WHERE f.repo_id = :repo AND f.target = :target AND f.gate = :gate AND f.name = ANY(:names)
                          AND f.flaked_at > :since AND c.state = <CandidateState.LANDED>
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("gate", gate)
                .bindArray("names", String.class, names)
                .bind("since", now.minus(KNOWN))
                .mapTo(String.class)
                .list());
    }

    /** The tests of a gate that failed or were flaky in its last runs, the worst first. */
    public List<Line> worst(RepoId repo, BranchName target, String gate, int limit) {
        return handle.createQuery("""
                        SELECT name, length(outcomes) AS runs, failed_percent, flaky_percent,
                               length(outcomes) - length(replace(outcomes, 'F', '')) AS failed,
                               length(outcomes) - length(replace(outcomes, 'K', '')) AS flaky,
                               last_failed_at, last_failed_run, took_ms
                        FROM test_history
                        WHERE repo_id = :repo AND target = :target AND gate = :gate AND failed_percent + flaky_percent > 0
                        ORDER BY failed_percent DESC, flaky_percent DESC, last_failed_at DESC NULLS LAST, name
                        LIMIT :limit
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("gate", gate)
                .bind("limit", limit)
                .map(Row.mapper(row -> new Line(
                        row.text("name"),
                        row.count("runs"),
                        row.count("failed"),
                        row.count("flaky"),
                        row.count("failed_percent"),
                        row.count("flaky_percent"),
                        row.maybeTime("last_failed_at"),
                        boxed(row.maybeNumber("last_failed_run")).map(GateRunId::new),
                        boxed(row.maybeNumber("took_ms")).map(Duration::ofMillis))))
                .list();
    }

    /** Whether any run of a gate told of its tests lately. */
    public boolean knows(RepoId repo, BranchName target, String gate) {
        return handle.createQuery("""
                        SELECT EXISTS (SELECT FROM test_history
                                       WHERE repo_id = :repo AND target = :target AND gate = :gate)
                        """)
                .bind("repo", repo.value())
                .bind("target", target.value())
                .bind("gate", gate)
                .mapTo(Boolean.class)
                .one();
    }

    /** Forgets what is old. */
    public void forget() {
        handle.createUpdate("DELETE FROM test_history WHERE seen_on < :day")
                .bind("day", today(now.minus(KEPT)))
                .execute();
        handle.createUpdate("DELETE FROM test_flake WHERE flaked_at < :since")
                .bind("since", now.minus(KEPT))
                .execute();
    }

    private static LocalDate today(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private static List<String> names(List<TestResult> tests) {
        return tests.stream().map(TestResult::name).toList();
    }

    private static List<String> letters(List<TestResult> tests) {
        return tests.stream()
                .map(test -> test.outcome() == TestOutcome.SKIPPED
                        ? ""
                        : Character.toString(test.outcome().letter()))
                .toList();
    }

    private static List<Long> took(List<TestResult> tests) {
        return tests.stream()
                .map(test -> test.outcome() == TestOutcome.SKIPPED
                        ? -1L
                        : test.took().map(Duration::toMillis).orElse(-1L))
                .toList();
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
