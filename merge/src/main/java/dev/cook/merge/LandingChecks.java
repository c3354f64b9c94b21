package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.LandingCheck;
import dev.cook.domain.ReviewComment;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/** Reads from rows what a branch needs before it lands. */
public final class LandingChecks {
    private LandingChecks() {}

    /** Nothing for a branch that has ended. */
    public static List<LandingCheck> read(Tx tx, Branch branch) {
        if (branch.state().ended()) {
            return List.of();
        }
        Optional<Candidate> candidate = tx.candidates().newest(branch.id());
        int findings = (int) tx.gateVerdicts().findings(branch.id()).stream()
                .filter(finding -> finding.state() == ReviewComment.State.OPEN)
                .count();
        return LandingCheck.of(new LandingCheck.Facts(
                branch,
                candidate,
                candidate.map(built -> tx.gateRuns().latest(built.id())).orElse(List.of()),
                tx.queues().needs(List.of(branch.id())).stream()
                        .map(need -> new LandingCheck.Needed(
                                need.name(), need.other().state()))
                        .toList(),
                tx.reviewComments().countOpen(branch.id()) + findings));
    }
}
