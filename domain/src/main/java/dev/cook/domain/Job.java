package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * One window in an environment: a turn of an agent, or a run of a gate; exactly one of the two.
 *
 * @param prompt what the agent is told; empty where none works
 * @param timeoutSeconds the longest it may run
 * @param failure why it ended without a report of its own; empty: it reported, or is lost with its environment
 * @param leftovers files that the agent left uncommitted, as {@code git status --porcelain} names them
 */
public record Job(
        JobId id,
        EnvironmentId environment,
        Optional<SessionId> session,
        Optional<GateRunId> gateRun,
        int turn,
        Optional<String> prompt,
        int timeoutSeconds,
        JobState state,
        Optional<Integer> exitStatus,
        Optional<String> failure,
        Optional<String> leftovers,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Instant> settledAt) {

    /** The exit status that timeout(1) gives when the time is over. */
    public static final int TIMED_OUT = 124;

    /** The exit status that shells and timeout(1) give when there is no such program. */
    public static final int NO_PROGRAM = 127;

    /** The exit status where nobody saw the end: that of a command that was killed. */
    public static final int UNSEEN = 137;

    /** How a command is said to have ended that failed. */
    public static String told(int status) {
        return "exit status " + status + (status == NO_PROGRAM ? " (its environment has no such program)" : "");
    }

    /** This job, and the environment that alone may speak of it. */
    public EnvironmentJob inEnvironment() {
        return new EnvironmentJob(environment, id);
    }
}
