package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobState;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlakyRetryTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String TWICE = "{\"reports\":[\"*.xml\"],\"flaky_retries\":2}";

    private static Job job(int status, Optional<String> failure) {
        return new Job(
                new JobId(1),
                new EnvironmentId(1),
                Optional.empty(),
                Optional.of(new GateRunId(1)),
                1,
                Optional.empty(),
                60,
                JobState.ENDED,
                Optional.of(status),
                failure,
                Optional.empty(),
                NOON,
                Optional.of(NOON),
                Optional.of(NOON),
                Optional.empty());
    }

    private static TestReport report(String... failed) {
        List<TestResult> tests = new ArrayList<>();
        tests.add(new TestResult("good", TestOutcome.PASSED, Optional.empty(), ""));
        for (String name : failed) {
            tests.add(new TestResult(name, TestOutcome.FAILED, Optional.empty(), ""));
        }
        return new TestReport(tests.size(), tests, List.of());
    }

    private static GateRun run(int attempt, String definition) {
        return Runs.of(attempt, "test", GateRunState.RUNNING)
                .attempt(attempt)
                .definition(definition)
                .run();
    }

    private static GateRun repeated(int attempt) {
        return Runs.of(attempt, "test", GateRunState.FAILED)
                .attempt(attempt)
                .definition(TWICE)
                .flakyRetry()
                .run();
    }

    private static List<String> suspects(int status, GateRun run, List<GateRun> attempts, TestReport report) {
        return FlakyRetry.suspects(job(status, Optional.empty()), run, attempts, report);
    }

    @Test
    void onlyAsOftenAsTheGateAllowsOnOneCommit() {
        assertThat(suspects(1, run(1, TWICE), List.of(run(1, TWICE)), report("a")))
                .containsExactly("a");
        assertThat(suspects(1, run(2, TWICE), List.of(repeated(1), run(2, TWICE)), report("a", "b")))
                .containsExactly("a", "b");
        assertThat(suspects(1, run(3, TWICE), List.of(repeated(1), repeated(2), run(3, TWICE)), report("a")))
                .isEmpty();
        assertThat(suspects(1, run(1, "{}"), List.of(run(1, "{}")), report("a")))
                .isEmpty();
        GateRun other = Runs.of(3, "test", GateRunState.RUNNING)
                .attempt(3)
                .definition(TWICE)
                .on(Runs.SECOND)
                .run();
        assertThat(suspects(1, other, List.of(repeated(1), repeated(2), other), report("a")))
                .as("another commit")
                .containsExactly("a");
    }

    @Test
    void whatDidNotEndByItselfOrIsNotToldToItsEndIsNoChance() {
        List<GateRun> attempts = List.of(run(1, TWICE));
        for (int status : new int[] {0, Job.TIMED_OUT, 126, Job.NO_PROGRAM, Job.UNSEEN, 139, 255}) {
            assertThat(suspects(status, attempts.getFirst(), attempts, report("a")))
                    .as("status " + status)
                    .isEmpty();
        }
        assertThat(FlakyRetry.suspects(job(1, Optional.of("refused")), attempts.getFirst(), attempts, report("a")))
                .isEmpty();
        assertThat(suspects(1, attempts.getFirst(), attempts, report())).isEmpty();
        TestReport cut = new TestReport(9, report("a").tests(), List.of());
        assertThat(suspects(1, attempts.getFirst(), attempts, cut)).isEmpty();
        TestReport damaged = new TestReport(2, report("a").tests(), List.of("b.xml is empty"));
        assertThat(suspects(1, attempts.getFirst(), attempts, damaged)).isEmpty();
        assertThat(suspects(
                        1,
                        attempts.getFirst(),
                        attempts,
                        report(IntStream.range(0, 21).mapToObj(i -> "t" + i).toArray(String[]::new))))
                .isEmpty();
    }

    @Test
    void everyFailedTestHasToBeKnownAndOnlyAFailureIsRepeated() {
        Random random = new Random(3);
        List<String> names = List.of("a", "b", "c", "d");
        for (int round = 0; round < 2_000; round++) {
            Set<String> failed = new HashSet<>();
            Set<String> known = new HashSet<>();
            for (String name : names) {
                if (random.nextBoolean()) {
                    failed.add(name);
                }
                if (random.nextBoolean()) {
                    known.add(name);
                }
            }
            for (GateRunState state : GateRunState.values()) {
                assertThat(FlakyRetry.decide(state, List.copyOf(failed), known))
                        .as(state + " " + failed + " " + known)
                        .isEqualTo(state == GateRunState.FAILED && !failed.isEmpty() && known.containsAll(failed));
            }
        }
    }

    @Test
    void aRepeatedRunIsTriedAgainAndUsesUpNoRetry() {
        GateRun chance = repeated(1);
        assertThat(GraphStep.decide(List.of(chance), Set.of()).again()).hasSize(1);

        GateRun second = Runs.of(2, "test", GateRunState.FAILED).attempt(2).run();
        assertThat(GraphStep.decide(List.of(chance, second), Set.of()).again()).isEmpty();

        GateRun retried =
                Runs.of(2, "test", GateRunState.FAILED).attempt(2).retries(1).run();
        assertThat(GraphStep.decide(List.of(chance, retried), Set.of()).again()).hasSize(1);
    }
}
