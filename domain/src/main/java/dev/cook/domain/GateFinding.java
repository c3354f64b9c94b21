package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What an agent that reviews for a gate said about a file: a verdict with a place, seen as a comment.
 *
 * @param gate the name of the gate
 * @param commit what it reviewed, which has the file
 * @param line empty: all of the file
 * @param repeated whether the gate reviewed the branch again since: then what it says there counts
 */
public record GateFinding(
        Id id,
        String gate,
        Oid commit,
        String file,
        Optional<Integer> line,
        String text,
        Instant at,
        boolean repeated,
        Optional<ReviewComment.Resolution> resolved) {
    /** A verdict of a run; written {@code RUN.POSITION}. */
    public record Id(GateRunId run, int position) {
        @Override
        public String toString() {
            return run + "." + position;
        }
    }

    public ReviewComment.State state() {
        return resolved.isPresent() || repeated ? ReviewComment.State.RESOLVED : ReviewComment.State.OPEN;
    }
}
