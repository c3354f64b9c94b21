package dev.cook.gates;

import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import java.util.List;
import java.util.Set;

/**
 * Whether a failed run is tried once more because everything that failed in it is known to be chance. The report was written
 * where the branch's code ran, so it forgives nothing: it only earns another run, and that has to pass. Pure.
 */
final class FlakyRetry {
    /** Tests that may have failed: where more do, it is not by chance. */
    private static final int MOST_FAILED = 20;

    private FlakyRetry() {}

    /**
     * The tests that would have to be known as flaky; none: the run has failed, whatever is known.
     *
     * @param attempts of the gate on its candidate, with this one
     * @param report of this run
     */
    static List<String> suspects(Job job, GateRun run, List<GateRun> attempts, TestReport report) {
        long repeated = attempts.stream()
                .filter(GateRun::flakyRetry)
                .filter(other ->
                        other.name().equals(run.name()) && other.commit().equals(run.commit()))
                .count();
        boolean ended = job.failure().isEmpty()
                && job.exitStatus()
                        .filter(status -> status > 0 && status < Job.TIMED_OUT)
                        .isPresent();
        if (!ended || !report.isComplete() || repeated >= GateJson.flakyRetries(run)) {
            return List.of();
        }
        List<String> failed =
                report.with(TestOutcome.FAILED).stream().map(TestResult::name).toList();
        return failed.size() <= MOST_FAILED ? failed : List.of();
    }

    /**
     * Whether the run is repeated.
     *
     * @param known which of these were flaky in what landed lately
     */
    static boolean decide(GateRunState found, List<String> suspects, Set<String> known) {
        return found == GateRunState.FAILED && !suspects.isEmpty() && known.containsAll(suspects);
    }
}
