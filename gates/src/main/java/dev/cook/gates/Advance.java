package dev.cook.gates;

import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings the graph of a candidate's gates further: what {@link GraphStep} decides, applied under the candidate's lock. */
final class Advance {
    private final Relevance relevance;

    Advance(Relevance relevance) {
        this.relevance = relevance;
    }

    /** @param runs every attempt of every gate of the candidate */
    GraphStep step(Candidate candidate, List<GateRun> runs) {
        return GraphStep.decide(runs, outdated(candidate, runs));
    }

    /** Decides again under the lock, and ends and repeats what has to be; empty: the candidate is closed. */
    Optional<GraphStep> apply(Tx tx, CandidateId id) {
        Optional<Candidate> open =
                tx.candidates().lock(id).filter(candidate -> candidate.state() == CandidateState.OPEN);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        GraphStep step = step(open.get(), tx.gateRuns().of(id));
        for (GraphStep.Hopeless hopeless : step.hopeless()) {
            tx.gateRuns().end(hopeless.run(), GateRunState.CANCELLED, hopeless.why());
        }
        step.again().forEach(gate -> tx.gateRuns().queue(id, gate));
        return Optional.of(step);
    }

    /**
     * Gates that judged other files than would land: those that a gate which changed the commit needed, for instance, or those
     * that saw another repository's candidate, which was built anew.
     */
    private Set<String> outdated(Candidate candidate, List<GateRun> runs) {
        return runs.stream()
                .filter(run -> !run.kind().mayChange() && isLast(run, runs))
                .filter(run -> run.outdated() || differs(candidate, run))
                .map(GateRun::name)
                .collect(Collectors.toSet());
    }

    private boolean differs(Candidate candidate, GateRun run) {
        return run.commit().isPresent()
                && !run.commit().equals(candidate.head())
                && relevance.differs(
                        candidate.repo(),
                        run.commit().get(),
                        candidate.head().orElseThrow(),
                        GateJson.read(run).paths());
    }

    private static boolean isLast(GateRun run, List<GateRun> runs) {
        return runs.stream().noneMatch(other -> other.name().equals(run.name()) && other.attempt() > run.attempt());
    }
}
