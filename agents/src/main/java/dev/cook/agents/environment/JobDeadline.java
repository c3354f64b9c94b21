package dev.cook.agents.environment;

import dev.cook.domain.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a job is over whatever its environment says: what keeps its time in there can be stopped or killed. Pure. */
final class JobDeadline {
    /** For the command to be ended, what is not pushed to be saved, and the report to arrive. */
    static final Duration GRACE = Duration.ofMinutes(1);

    private JobDeadline() {}

    /**
     * Why a job has failed; empty: it may go on, or has not begun.
     *
     * @param listening since when this server takes reports: nothing could report to one that was down
     */
    static Optional<String> passed(Job job, Instant listening, Instant now) {
        return job.startedAt()
                .map(started -> started.plusSeconds(job.timeoutSeconds()))
                .map(limit -> limit.isAfter(listening) ? limit : listening)
                .filter(limit -> limit.plus(GRACE).isBefore(now))
                .map(_ -> "the job took longer than " + job.timeoutSeconds()
                        + " s and did not report its end within another " + GRACE.toSeconds()
                        + " s, so Cook killed its environment");
    }
}
