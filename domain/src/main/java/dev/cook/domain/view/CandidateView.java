package dev.cook.domain.view;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.Oid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A commit that would land and what judged it, in JSON. */
public record CandidateView(
        long candidate,
        Optional<String> commit,
        String targetTip,
        String branchTip,
        String state,
        List<String> conflicts,
        Instant builtAt,
        List<GateRunView> gates) {
    public static CandidateView of(Candidate candidate, List<GateRun> runs) {
        return new CandidateView(
                candidate.id().value(),
                candidate.head().map(Oid::hex),
                candidate.base().hex(),
                candidate.branchTip().hex(),
                candidate.state().word(),
                candidate.conflicts(),
                candidate.builtAt(),
                runs.stream().map(run -> GateRunView.of(run, candidate)).toList());
    }
}
