package dev.cook.domain;

import java.util.List;
import java.util.stream.Collectors;

/** What a candidate's gates say of it together. */
public sealed interface Readiness {
    /** Gates are to be read, or to be run. */
    record Pending() implements Readiness {}

    /** Nothing is left but people, or another system, who have to answer. */
    record Waiting(String gates) implements Readiness {}

    record Passed() implements Readiness {}

    /** No gate is left to run, and a required one said no or could not be run. */
    record Failed() implements Readiness {}

    /**
     * Pure.
     *
     * @param runs the last attempt of each of its gates
     */
    static Readiness of(Candidate candidate, List<GateRun> runs) {
        if (candidate.plannedAt().isEmpty()) {
            return new Pending();
        }
        if (runs.stream()
                .anyMatch(run -> run.required()
                        && (run.state().isNext() || (run.outdated() && run.state() == GateRunState.PASSED)))) {
            return new Pending();
        }
        if (runs.stream().anyMatch(run -> run.required() && run.state().isBad())) {
            return new Failed();
        }
        List<GateRun> waiting = runs.stream()
                .filter(run -> run.required() && run.state() == GateRunState.WAITING)
                .toList();
        return waiting.isEmpty()
                ? new Passed()
                : new Waiting(waiting.stream().map(GateRun::name).collect(Collectors.joining(", ")));
    }
}
