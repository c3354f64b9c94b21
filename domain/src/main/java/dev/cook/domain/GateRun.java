package dev.cook.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One gate on one exact commit.
 *
 * @param attempt counts from 1; more only where an earlier one was broken or a person asked for it again
 * @param argv the command, word by word
 * @param reason what ended it
 */
public record GateRun(
        GateRunId id,
        CandidateId candidate,
        String name,
        int attempt,
        List<String> argv,
        int timeoutSeconds,
        GateRunState state,
        Optional<EnvironmentId> environment,
        Optional<String> reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {
    public GateRun {
        argv = List.copyOf(argv);
    }
}
