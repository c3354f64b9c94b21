package dev.cook.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One gate on one exact commit.
 *
 * @param attempt counts from 1; more only where an earlier one was broken or a person asked for it again
 * @param definition all that the target said of it, as JSON
 * @param argv the command, word by word; empty where none is run
 * @param needs names of gates that have to pass first
 * @param required whether its failure keeps the commit out
 * @param retries how often a failure is tried again
 * @param commit the commit that it judges; empty until it begins
 * @param result the commit that it answered with, where that is another one
 * @param flake whether it passed after it had failed on the same content
 * @param flakyRetry whether it failed and is tried again because its failed tests are known to be flaky
 * @param answeredBy the run with the same content that answered for it
 * @param outdated whether it saw a candidate of another repository, which will not land as it was
 * @param reason what ended it
 */
public record GateRun(
        GateRunId id,
        CandidateId candidate,
        String name,
        int attempt,
        GateKind kind,
        String definition,
        List<String> argv,
        List<String> needs,
        boolean required,
        int retries,
        int timeoutSeconds,
        GateRunState state,
        Optional<Oid> commit,
        Optional<Oid> result,
        Optional<EnvironmentId> environment,
        boolean flake,
        boolean flakyRetry,
        Optional<GateRunId> answeredBy,
        boolean outdated,
        Optional<String> reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {
    public GateRun {
        argv = List.copyOf(argv);
        needs = List.copyOf(needs);
    }

    /** The gate that it is a run of: what another attempt is queued with. */
    public PlannedGate planned() {
        return new PlannedGate(name, kind, definition, argv, needs, required, retries, timeoutSeconds);
    }
}
