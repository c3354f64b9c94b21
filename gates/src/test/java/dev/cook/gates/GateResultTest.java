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
import dev.cook.git.GateCommits.Result;
import java.time.Instant;
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
}
