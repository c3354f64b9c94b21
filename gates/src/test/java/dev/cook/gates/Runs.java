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
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                NOON,
                begun ? Optional.of(NOON) : Optional.empty(),
                state.over() ? Optional.of(NOON) : Optional.empty()));
    }

    Runs kind(GateKind kind) {
        return with(kind, run.attempt(), run.retries(), run.commit(), run.definition(), run.flakyRetry());
    }

    Runs attempt(int attempt) {
        return with(run.kind(), attempt, run.retries(), run.commit(), run.definition(), run.flakyRetry());
    }

    Runs retries(int retries) {
        return with(run.kind(), run.attempt(), retries, run.commit(), run.definition(), run.flakyRetry());
    }

    Runs on(Oid commit) {
        return with(run.kind(), run.attempt(), run.retries(), Optional.of(commit), run.definition(), run.flakyRetry());
    }

    Runs definition(String json) {
        return with(run.kind(), run.attempt(), run.retries(), run.commit(), json, run.flakyRetry());
    }

    /** It failed, and is tried again because its failed tests are known to be flaky. */
    Runs flakyRetry() {
        return with(run.kind(), run.attempt(), run.retries(), run.commit(), run.definition(), true);
    }

    private Runs with(
            GateKind kind, int attempt, int retries, Optional<Oid> commit, String definition, boolean flakyRetry) {
        return new Runs(new GateRun(
                run.id(),
                run.candidate(),
                run.name(),
                attempt,
                kind,
                definition,
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
                flakyRetry,
                run.answeredBy(),
                run.outdated(),
                run.reason(),
                run.queuedAt(),
                run.startedAt(),
                run.endedAt()));
    }
}
