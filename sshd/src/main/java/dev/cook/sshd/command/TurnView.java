package dev.cook.sshd.command;

import dev.cook.domain.Job;
import java.time.Instant;
import java.util.Optional;

/** One turn of an agent in JSON, without what it wrote. */
record TurnView(
        int turn,
        String state,
        Optional<Integer> exitStatus,
        Optional<String> failure,
        Optional<String> leftovers,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<String> prompt) {
    static TurnView of(Job job) {
        return new TurnView(
                job.turn(),
                job.state().word(),
                job.exitStatus(),
                job.failure(),
                job.leftovers(),
                job.startedAt(),
                job.endedAt(),
                job.prompt());
    }

    /** The turn's state, for people. */
    String told() {
        return "turn " + turn + " "
                + failure.map(why -> "failed: " + why)
                        .or(() -> exitStatus.map(status -> "ended with exit status " + status))
                        .orElse(state);
    }
}
