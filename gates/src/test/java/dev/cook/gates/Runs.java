package dev.cook.gates;

import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gate runs for tests of decisions. */
record Runs(GateRun run) {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Oid FIRST = new Oid("1".repeat(40));
    static final Oid SECOND = new Oid("2".repeat(40));

    static Runs of(long id, String name, GateRunState state, String... needs) {
        boolean begun = state != GateRunState.QUEUED && state != GateRunState.CANCELLED;
        return new Runs(new GateRun(
                new GateRunId(id),
                new CandidateId(1),
                name,
                1,
                GateKind.COMMAND,
                "{}",
                List.of("true"),
                List.of(needs),
                true,
                0,
                60,
                state,
                begun ? Optional.of(FIRST) : Optional.empty(),
                Optional.empty(),
                begun ? Optional.of(new EnvironmentId(id)) : Optional.empty(),
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                NOON,
                begun ? Optional.of(NOON) : Optional.empty(),
                state.over() ? Optional.of(NOON) : Optional.empty()));
    }

    Runs kind(GateKind kind) {
        return with(kind, run.attempt(), run.retries(), run.commit());
    }

    Runs attempt(int attempt) {
        return with(run.kind(), attempt, run.retries(), run.commit());
    }

    Runs retries(int retries) {
        return with(run.kind(), run.attempt(), retries, run.commit());
    }

    Runs on(Oid commit) {
        return with(run.kind(), run.attempt(), run.retries(), Optional.of(commit));
    }

    private Runs with(GateKind kind, int attempt, int retries, Optional<Oid> commit) {
        return new Runs(new GateRun(
                run.id(),
                run.candidate(),
                run.name(),
                attempt,
                kind,
                run.definition(),
                run.argv(),
                run.needs(),
                run.required(),
                retries,
                run.timeoutSeconds(),
                run.state(),
                commit,
                run.result(),
                run.environment(),
                run.flake(),
                run.answeredBy(),
                run.outdated(),
                run.reason(),
                run.queuedAt(),
                run.startedAt(),
                run.endedAt()));
    }
}
