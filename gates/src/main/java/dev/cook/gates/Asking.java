package dev.cook.gates;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.Oid;
import dev.cook.store.Tx;

/** Gates that people or other systems answer. */
final class Asking {
    private Asking() {}

    /** From now on it waits for an answer about the candidate's head. */
    static void begin(Tx tx, Candidate candidate, GateRun run) {
        Oid head = candidate.head().orElseThrow(() -> new IllegalStateException(candidate + " has no commit"));
        tx.gateRuns().markWaiting(run.id(), head);
    }
}
