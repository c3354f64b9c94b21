package dev.cook.gates;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Job;
import dev.cook.domain.Oid;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import dev.cook.domain.Text;
import dev.cook.domain.event.GateFact;
import dev.cook.git.GateCommits.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a job's end says of its gate. Pure.
 *
 * @param took how long it ran
 * @param result the commit that it answered with, where that is another one
 */
record GateResult(GateRunState state, String reason, Duration took, Optional<Oid> result) {
    /** Characters of a verdict in a reason; all of it is kept elsewhere. */
    private static final int LONGEST_WORDS = 300;

    /** How a reason begins that says no more than that something failed. */
    private static final String EXIT_STATUS = "exit status ";

    GateResult(GateRunState state, String reason, Duration took) {
        this(state, reason, took, Optional.empty());
    }

    /**
     * Reads a job's end.
     *
     * @param answer what it made of the commit
     * @param verdicts what its agent said, if that reviewed
     */
    static GateResult of(
            Job job, GateRun run, Candidate candidate, Result answer, List<GateVerdict> verdicts, Instant now) {
        GateResult ended = of(job, run, now);
        GateResult finding = run.kind() == GateKind.AGENT_REVIEW ? reviewed(ended, verdicts) : ended;
        if (finding.state() != GateRunState.PASSED) {
            return finding;
        }
        return switch (answer) {
            case Result.Same _ -> finding;
            case Result.Foreign(String why) -> new GateResult(GateRunState.FAILED, why, finding.took());
            case Result.Changed(Oid commit) ->
                candidate.head().equals(run.commit())
                        ? new GateResult(
                                GateRunState.PASSED,
                                finding.reason() + ", made " + commit.abbreviated(),
                                finding.took(),
                                Optional.of(commit))
                        : new GateResult(
                                GateRunState.BROKEN, "the candidate has changed in the meantime", finding.took());
        };
    }

    /** A review that says no is one, however it ended; one that says yes has to end well. */
    private static GateResult reviewed(GateResult ended, List<GateVerdict> verdicts) {
        if (ended.state() == GateRunState.BROKEN) {
            return ended;
        }
        if (verdicts.isEmpty()) {
            return new GateResult(
                    GateRunState.FAILED,
                    ended.state() == GateRunState.PASSED
                            ? "the agent ended without a verdict"
                            : ended.reason() + ", without a verdict",
                    ended.took());
        }
        GateVerdict last = verdicts.getLast();
        String said = "the verdict is " + Text.shortened(Text.printable(last.told()), LONGEST_WORDS)
                + (verdicts.size() == 1 ? "" : " (the last of " + verdicts.size() + ")");
        if (!last.passes()) {
            return new GateResult(GateRunState.FAILED, said, ended.took());
        }
        return ended.state() == GateRunState.PASSED
                ? new GateResult(GateRunState.PASSED, said, ended.took())
                : new GateResult(GateRunState.FAILED, ended.reason() + ", although " + said, ended.took());
    }

    private static GateResult of(Job job, GateRun run, Instant now) {
        Duration took =
                Duration.between(run.startedAt().orElse(now), job.endedAt().orElse(now));
        if (job.exitStatus().isEmpty()) {
            return new GateResult(GateRunState.BROKEN, "the environment was lost", took);
        }
        int status = job.exitStatus().get();
        if (job.failure().isPresent()) {
            return new GateResult(GateRunState.FAILED, job.failure().get(), took);
        }
        if (status == 0) {
            return new GateResult(GateRunState.PASSED, "exit status 0", took);
        }
        if (status == Job.TIMED_OUT) {
            return new GateResult(
                    GateRunState.FAILED,
                    "took longer than " + Text.duration(Duration.ofSeconds(run.timeoutSeconds())),
                    took);
        }
        return new GateResult(GateRunState.FAILED, Job.told(status), took);
    }

    /** The same, told by the tests that failed; what could not be read of a report is said, and changes no verdict. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // few gates have one
    GateResult with(Optional<TestReport> tests) {
        if (tests.isEmpty() || state == GateRunState.BROKEN) {
            return this;
        }
        TestReport report = tests.get();
        String failures = report.failures();
        String told = reason;
        if (state == GateRunState.FAILED && !failures.isEmpty()) {
            told = reason.startsWith(EXIT_STATUS) ? failures : reason + "; " + failures;
        } else if (state == GateRunState.FAILED && report.isComplete() && report.total() > 0) {
            told = reason + ", although no test of its report failed";
        } else if (state == GateRunState.PASSED && !failures.isEmpty()) {
            told = reason + ", although " + failures;
        }
        if (!report.problems().isEmpty()) {
            told += "; test report: " + report.problems().getFirst()
                    + (report.problems().size() == 1
                            ? ""
                            : " (and " + (report.problems().size() - 1) + " more problems)");
        }
        return new GateResult(state, told, took, result);
    }

    /** The same of a run that is tried again, as all tests that failed are known to be flaky. */
    GateResult repeated() {
        return new GateResult(state, reason + " (known to be flaky; the gate runs again)", took, result);
    }

    /**
     * The event that tells of it.
     *
     * @param flake whether it passed after it had failed on the same commit
     * @param comments of an agent that reviewed
     * @param tests what its run reported
     * @param flaky tests that passed and failed on the same content
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // few gates have any of them
    GateFact fact(
            GateRun run,
            boolean flake,
            Optional<String> comments,
            Optional<TestReport> tests,
            Optional<List<TestResult>> flaky) {
        Optional<Integer> total = tests.map(TestReport::total);
        Optional<Duration> length = Optional.of(took);
        return switch (state) {
            case PASSED ->
                flake
                        ? new GateFact.Flaked(
                                run.name(),
                                run.id(),
                                reason,
                                length,
                                result,
                                comments,
                                flaky.filter(names -> !names.isEmpty()).map(TestReport::named))
                        : new GateFact.Passed(run.name(), run.id(), reason, length, result, Optional.empty(), comments);
            case FAILED ->
                new GateFact.Failed(
                        run.name(), run.id(), reason, length, comments, total, tests.map(report -> report.with(
                                        TestOutcome.FAILED)
                                .size()));
            case BROKEN -> new GateFact.Broke(run.name(), run.id(), reason, length, comments);
            case QUEUED, RUNNING, WAITING, SKIPPED, CANCELLED ->
                throw new IllegalStateException("a job's end does not make a run " + state);
        };
    }
}
