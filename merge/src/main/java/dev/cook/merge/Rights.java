package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Role;
import dev.cook.store.Tx;
import java.util.List;

/** Whether those whose word lets a commit land have, at the landing, the rights that they had when they gave it. */
final class Rights {
    private Rights() {}

    static boolean landerMay(Tx tx, Branch branch) {
        return branch.landBy().isEmpty()
                || tx.accounts().may(branch.repo(), branch.landBy().get(), Role.LAND);
    }

    /** Lander of each branch, and everybody whose yes an approval counted. What does not hold is acted on elsewhere. */
    static boolean hold(Tx tx, Candidate candidate) {
        List<GateRun> approved = tx.gateRuns().latest(candidate.id()).stream()
                .filter(run -> run.kind() == GateKind.APPROVAL && run.state() == GateRunState.PASSED)
                .toList();
        return candidate.members().stream()
                        .flatMap(member -> tx.branches().get(member.branch()).stream())
                        .allMatch(branch -> landerMay(tx, branch))
                && tx.gateAnswers().counted(approved.stream().map(GateRun::id).toList()).values().stream()
                        .flatMap(List::stream)
                        .allMatch(answer -> tx.accounts().may(candidate.repo(), answer.by(), Role.WRITE));
    }
}
