package dev.cook.gates;

import dev.cook.domain.CandidateState;
import dev.cook.domain.GateRunState;
import dev.cook.store.GateContents.Leftover;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which runs of candidates that are closed nobody needs any more. */
final class ObsoleteRuns {
    /** So long a run goes on for the candidate that may be built in place of the one that it judges. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private ObsoleteRuns() {}

    /** Why nobody needs it; empty: somebody does. Pure. */
    static Optional<String> why(Leftover run, Instant now) {
        if (run.candidate() == CandidateState.LANDED) {
            // It keeps nothing out, but what it says is still told.
            return run.state() == GateRunState.RUNNING ? Optional.empty() : Optional.of("the candidate has landed");
        }
        boolean used = run.state() == GateRunState.RUNNING
                && run.keyed()
                && (run.awaited() || run.closedAt().plus(GRACE).isAfter(now));
        return used
                ? Optional.empty()
                : Optional.of("the candidate is " + run.candidate().word());
    }
}
