package dev.cook.gates;

import dev.cook.domain.Candidate;
import dev.cook.domain.EventType;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.Map;

/** Takes notice of jobs of gate runs that are over. */
final class Settling {
    private final Store store;
    private final Advance advance;

    Settling(Store store, Advance advance) {
        this.store = store;
        this.advance = advance;
    }

    void settle(Job job) {
        store.change(tx -> {
            if (tx.jobs()
                    .lock(job.id())
                    .filter(now -> now.settledAt().isEmpty())
                    .isEmpty()) {
                return;
            }
            tx.jobs().settle(job.id());
            GateRun seen = tx.gateRuns()
                    .get(job.gateRun().orElseThrow(() -> new IllegalStateException(job + " is no gate run's")))
                    .orElseThrow();
            Candidate candidate = tx.candidates()
                    .lock(seen.candidate())
                    .orElseThrow(() -> new IllegalStateException(seen + " judges no candidate"));
            GateRun run = tx.gateRuns().lock(seen.id());
            Finding finding = Finding.of(job, run, tx.now());
            if (!tx.gateRuns().end(run.id(), finding.state(), finding.reason())) {
                return;
            }
            boolean flake = finding.state() == GateRunState.PASSED && failedBefore(tx, run);
            if (flake) {
                tx.gateRuns().markFlake(run.id());
            }
            // In the same transaction: nobody may see an answer that is about to be asked for again.
            advance.apply(tx, candidate.id());
            tx.events()
                    .append(
                            flake ? EventType.GATE_FLAKED : finding.event(),
                            candidate.repo(),
                            candidate.branch(),
                            Told.of(run, Map.of("why", finding.reason(), "took", finding.took())));
        });
    }

    /** Whether an earlier attempt said no to the same commit: one of the two answers was chance. */
    private static boolean failedBefore(Tx tx, GateRun run) {
        return tx.gateRuns().of(run.candidate()).stream()
                .anyMatch(other -> other.name().equals(run.name())
                        && other.attempt() < run.attempt()
                        && other.state() == GateRunState.FAILED
                        && other.commit().equals(run.commit()));
    }
}
