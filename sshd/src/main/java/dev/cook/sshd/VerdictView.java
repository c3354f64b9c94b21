package dev.cook.sshd;

import dev.cook.domain.GateRun;
import dev.cook.domain.GateVerdict;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * What an agent said once that reviewed for a gate, in JSON.
 *
 * @param verdict pass or fail
 */
record VerdictView(String verdict, String comment, Optional<String> file, Optional<Integer> line) {
    /** All that it said in a run, in order. */
    static List<VerdictView> of(Tx tx, GateRun run) {
        return tx.gateVerdicts().of(run).stream()
                .map(verdict -> new VerdictView(
                        verdict.word(),
                        verdict.comment(),
                        verdict.place().map(GateVerdict.Place::file),
                        verdict.place().flatMap(GateVerdict.Place::line)))
                .toList();
    }

    /** For a terminal. */
    String told() {
        return new GateVerdict(verdict.equals("pass"), comment, file.map(name -> new GateVerdict.Place(name, line)))
                .told();
    }
}
