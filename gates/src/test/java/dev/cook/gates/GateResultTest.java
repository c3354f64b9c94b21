package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobState;
import dev.cook.domain.RepoId;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import dev.cook.git.GateCommits.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateResultTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final GateVerdict PASS = new GateVerdict(true, "", Optional.empty());
    private static final GateVerdict FAIL =
            new GateVerdict(false, "it is\nwrong", Optional.of(new GateVerdict.FileLine("song", Optional.of(3))));

    private static String review(Optional<Integer> status, GateVerdict... verdicts) {
        return found(GateKind.AGENT_REVIEW, status, verdicts);
    }

    private static String found(GateKind kind, Optional<Integer> status, GateVerdict... verdicts) {
        return found(kind, status, Optional.empty(), verdicts);
    }

    private static String found(
            GateKind kind, Optional<Integer> status, Optional<String> failure, GateVerdict... verdicts) {
        GateRun run = Runs.of(1, "review", GateRunState.RUNNING).kind(kind).run();
        Job job = new Job(
                new JobId(1),
                new EnvironmentId(1),
                Optional.empty(),
                Optional.of(new GateRunId(1)),
                1,
                Optional.of("look"),
                60,
                status.isPresent() ? JobState.ENDED : JobState.LOST,
                status,
                failure,
                Optional.empty(),
                NOON,
                Optional.of(NOON),
                Optional.of(NOON),
                Optional.empty());
        Candidate candidate = new Candidate(
                new CandidateId(1),
                new RepoId(1),
                new BranchId(1),
                new BranchName("main"),
                Runs.FIRST,
                Optional.empty(),
                Runs.FIRST,
                List.of(),
                Optional.of(Runs.FIRST),
                Optional.of(Runs.FIRST),
                List.of(),
                CandidateState.OPEN,
                3,
                NOON,
                Optional.of(NOON));
        GateResult finding = GateResult.of(job, run, candidate, new Result.Same(), List.of(verdicts), NOON);
        return finding.state().word() + ": " + finding.reason();
    }

    @Test
    void aReviewIsWhatItSaidLast() {
        assertThat(review(Optional.of(0), PASS)).isEqualTo("passed: the verdict is pass");
        assertThat(review(Optional.of(0), FAIL, PASS)).isEqualTo("passed: the verdict is pass (the last of 2)");
        assertThat(review(Optional.of(0), PASS, FAIL))
                .startsWith("failed: the verdict is fail song:3: it is ")
                .endsWith("wrong (the last of 2)")
                .doesNotContain("\n");
    }

    @Test
    void silenceAndABadEndAreNoPass() {
        assertThat(review(Optional.of(0))).isEqualTo("failed: the agent ended without a verdict");
        assertThat(review(Optional.of(1))).isEqualTo("failed: exit status 1, without a verdict");
        assertThat(review(Optional.of(1), PASS)).isEqualTo("failed: exit status 1, although the verdict is pass");
        assertThat(review(Optional.of(Job.TIMED_OUT), PASS)).startsWith("failed: took longer than 60 s, although");
        assertThat(review(Optional.of(1), FAIL)).startsWith("failed: the verdict is fail");
        assertThat(review(Optional.empty(), PASS)).isEqualTo("broken: the environment was lost");
    }

    @Test
    void verdictsAreNothingToOtherKinds() {
        assertThat(found(GateKind.COMMAND, Optional.of(0), FAIL)).isEqualTo("passed: exit status 0");
        assertThat(found(GateKind.AGENT, Optional.of(2), PASS)).isEqualTo("failed: exit status 2");
    }

    @Test
    void aJobThatFailedWithoutAReportFailsItsGateWithTheReason() {
        assertThat(found(GateKind.COMMAND, Optional.of(137), Optional.of("it was overdue")))
                .contains("failed", "it was overdue");
    }

    private static TestReport report(int passed, String... failed) {
        List<TestResult> tests = new ArrayList<>();
        for (int i = 0; i < passed; i++) {
            tests.add(new TestResult("t" + i, TestOutcome.PASSED, Optional.empty(), ""));
        }
        for (String name : failed) {
            tests.add(new TestResult(name, TestOutcome.FAILED, Optional.empty(), "no"));
        }
        return new TestReport(tests.size(), tests, List.of());
    }

    private static String with(GateRunState state, String reason, TestReport report) {
        GateResult told = new GateResult(state, reason, Duration.ZERO).with(Optional.of(report));
        return told.state().word() + ": " + told.reason();
    }

    @Test
    void testsThatFailedAreToldInsteadOfAnExitStatus() {
        assertThat(with(GateRunState.FAILED, "exit status 1", report(1_202, "FooTest.bar", "FooTest.baz")))
                .isEqualTo("failed: 2 of 1,204 tests failed: FooTest.bar, FooTest.baz");
        assertThat(with(GateRunState.FAILED, "took longer than 10 min", report(1, "a")))
                .isEqualTo("failed: took longer than 10 min; 1 of 2 tests failed: a");
    }

    @Test
    void aReportNeverChangesAVerdict() {
        assertThat(with(GateRunState.PASSED, "exit status 0", report(1, "a")))
                .isEqualTo("passed: exit status 0, although 1 of 2 tests failed: a");
        assertThat(with(GateRunState.FAILED, "exit status 2", report(2)))
                .isEqualTo("failed: exit status 2, although no test of its report failed");
        assertThat(with(GateRunState.PASSED, "exit status 0", TestReport.unread("a.xml is empty")))
                .isEqualTo("passed: exit status 0; test report: a.xml is empty");
        assertThat(with(
                        GateRunState.FAILED,
                        "exit status 2",
                        new TestReport(0, List.of(), List.of("a.xml is empty", "b", "c"))))
                .isEqualTo("failed: exit status 2; test report: a.xml is empty (and 2 more problems)");
        assertThat(with(GateRunState.BROKEN, "the environment was lost", report(0, "a")))
                .isEqualTo("broken: the environment was lost");
    }
}
