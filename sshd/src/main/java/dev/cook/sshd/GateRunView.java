package dev.cook.sshd;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.Oid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One gate on one commit, in JSON. */
record GateRunView(
        long run,
        String gate,
        int attempt,
        Optional<String> commit,
        List<String> command,
        String state,
        Optional<String> reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {
    static GateRunView of(GateRun run, Candidate candidate) {
        return new GateRunView(
                run.id().value(),
                run.name(),
                run.attempt(),
                candidate.commit().map(Oid::hex),
                run.argv(),
                run.state().word(),
                run.reason(),
                run.queuedAt(),
                run.startedAt(),
                run.endedAt());
    }
}
