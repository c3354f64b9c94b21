package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Readiness;
import dev.cook.merge.QueueState.Ready;
import dev.cook.store.Queues;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Branches of several targets that land together or not at all. */
final class Partners {
    private Partners() {}

    /** How far a branch that lands elsewhere is. */
    static Ready ready(Tx tx, Branch other) {
        return ready(tx, other, new HashSet<>());
    }

    private static Ready ready(Tx tx, Branch other, Set<BranchId> seen) {
        if (other.state() == BranchState.LANDED) {
            return Ready.LANDED;
        }
        if (other.state() != BranchState.QUEUED
                || other.waitsFor().isPresent()
                || SetAside.is(tx, other)
                || other.heldBy().isPresent()) {
            return Ready.NOT;
        }
        if (next(tx, other).isEmpty()) {
            return Ready.COMING;
        }
        // Those that need each other are ready when all of them are.
        seen.add(other.id());
        for (Queues.Need need : tx.queues().needs(List.of(other.id()))) {
            if (seen.contains(need.other().id())) {
                continue;
            }
            Ready ready = ready(tx, need.other(), seen);
            if (ready != Ready.LANDED && ready != Ready.NEXT) {
                return Ready.COMING;
            }
        }
        return Ready.NEXT;
    }

    /** The candidates that land with one, itself first. */
    static List<Candidate> with(Tx tx, Candidate candidate) {
        List<Candidate> all = new ArrayList<>(List.of(candidate));
        for (int i = 0; i < all.size(); i++) {
            Branch branch = tx.branches().get(all.get(i).branch()).orElseThrow();
            for (Queues.Need need : tx.queues().needs(List.of(branch.id()))) {
                if (need.other().state() != BranchState.LANDED
                        && all.stream().noneMatch(known -> known.branch()
                                .equals(need.other().id()))) {
                    next(tx, need.other()).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    /** A branch's candidate, if it passed and stands on what its target is. */
    private static Optional<Candidate> next(Tx tx, Branch branch) {
        Optional<NamedRef> tip = tx.refs().get(branch.repo(), branch.name().ref());
        Optional<NamedRef> target = tx.refs().get(branch.repo(), branch.target().ref());
        return tx.candidates()
                .newest(branch.id())
                .filter(candidate -> candidate.state() == CandidateState.OPEN
                        && candidate.members().size() == 1
                        && tip.flatMap(NamedRef::id).equals(Optional.of(candidate.branchTip()))
                        && target.flatMap(NamedRef::id).equals(Optional.of(candidate.base())))
                .filter(candidate ->
                        Readiness.of(candidate, tx.gateRuns().latest(candidate.id())) instanceof Readiness.Passed);
    }
}
