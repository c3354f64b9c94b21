package dev.cook.domain.view;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One gate on one commit, in JSON. */
public record GateRunView(
        long run,
        String gate,
        String kind,
        int attempt,
        boolean required,
        Optional<String> commit,
        Optional<String> result,
        List<String> command,
        String state,
        boolean flake,
        Optional<Long> answeredBy,
        Optional<String> reason,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {
    public static GateRunView of(GateRun run, Candidate candidate) {
        return new GateRunView(
                run.id().value(),
                run.name(),
                run.kind().word(),
                run.attempt(),
                run.required(),
                run.commit().or(candidate::head).map(Oid::hex),
                run.result().map(Oid::hex),
                run.argv(),
                run.state().word(),
                run.flake(),
                run.answeredBy().map(GateRunId::value),
                run.reason(),
                run.queuedAt(),
                run.startedAt(),
                run.endedAt());
    }

    /** The state, with what a person should know of it. */
    public String told() {
        return state + (flake ? " (flake)" : "") + (required ? "" : " (not required)");
    }
}
