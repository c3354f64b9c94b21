package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Oid;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.CandidateFact;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/** Changes of candidates with the events that tell of them; the caller holds the locks of their branches. */
final class CandidateTransitions {
    private CandidateTransitions() {}

    /**
     * Keeps a candidate; open ones of its branches are outdated by it.
     *
     * @param branches of the members, in the same order
     * @param merged the members, and what there is to say of each
     */
    static void open(Tx tx, List<Branch> branches, Oid base, Optional<CandidateId> ahead, Group.Merged merged) {
        List<Candidate.Member> members = merged.members();
        List<BranchId> ids = branches.stream().map(Branch::id).toList();
        tx.candidates().openWith(ids).forEach(old -> discard(tx, old, "a newer candidate replaced it"));
        Branch last = branches.getLast();
        CandidateId id = tx.candidates().open(last, base, ahead, members);
        for (int i = 0; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            tx.events()
                    .append(
                            branch.repo(),
                            branch.id(),
                            new CandidateFact.Built(
                                    Optional.of(id),
                                    members.get(i).commit().orElseThrow(),
                                    branch.target(),
                                    base,
                                    Optional.of(ahead.isPresent()),
                                    Optional.of(branches.size()),
                                    merged.remarks().get(i)));
        }
    }

    /**
     * Keeps the fact that what a branch would stand on holds all of it: it lands when that is what the target is, and nothing
     * is left to be judged.
     *
     * @param holder the branch ahead that holds it; empty: the target does
     */
    static void contained(
            Tx tx, Branch branch, Oid base, Optional<CandidateId> ahead, Oid branchTip, Optional<String> holder) {
        tx.candidates()
                .openWith(List.of(branch.id()))
                .forEach(old -> discard(tx, old, "a newer candidate replaced it"));
        CandidateId id = tx.candidates()
                .open(branch, base, ahead, List.of(new Candidate.Member(branch.id(), branchTip, Optional.of(base))));
        tx.candidates().markPlanned(id, 0);
        tx.events()
                .append(
                        branch.repo(),
                        branch.id(),
                        new CandidateFact.Contained(Optional.of(id), branch.target(), base, holder));
    }

    static void conflict(
            Tx tx, Branch branch, Oid base, Optional<CandidateId> ahead, Oid branchTip, List<String> files) {
        tx.candidates()
                .openWith(List.of(branch.id()))
                .forEach(old -> discard(tx, old, "a newer candidate replaced it"));
        tx.candidates().conflicting(branch, base, ahead, branchTip, files);
        tx.events()
                .append(
                        branch.repo(),
                        branch.id(),
                        new CandidateFact.Conflicted(branch.target(), ahead.isPresent(), Conflicts.named(files)));
    }

    /** The fact that a candidate was closed: which one depends on what became of it. */
    @FunctionalInterface
    interface Closing {
        CandidateFact fact(
                Optional<CandidateId> candidate, Optional<Oid> commit, Optional<Integer> branches, String why);
    }

    static void discard(Tx tx, Candidate candidate, String why) {
        close(tx, candidate, CandidateState.STALE, CandidateFact.Outdated::new, why);
    }

    /** Closes a candidate and tells each branch in it why. */
    static void close(Tx tx, Candidate candidate, CandidateState as, Closing closing, String why) {
        if (!tx.candidates().close(candidate.id(), as)) {
            return;
        }
        tx.gateRuns().cancelOpen(candidate.id(), why);
        for (Candidate.Member member : candidate.members()) {
            CandidateFact closed = closing.fact(
                    Optional.of(candidate.id()),
                    candidate.head(),
                    Optional.of(candidate.members().size()),
                    why);
            tx.events().append(candidate.repo(), member.branch(), closed);
        }
    }

    static void ask(Tx tx, Branch branch, String why) {
        tx.branches().waitFor(branch.id(), why);
        tx.events().append(branch.repo(), branch.id(), new BranchFact.Waited(why));
    }

    /** The same, until the target is something else than this tip. */
    static void askUntilMoved(Tx tx, Branch branch, String why, Oid targetTip) {
        tx.branches().waitForTarget(branch.id(), why, targetTip);
        tx.events().append(branch.repo(), branch.id(), new BranchFact.Waited(why));
    }

    static String nothingNew(Branch branch) {
        return branch.target() + " already contains all of its changes; push more commits, or run `branch abandon "
                + branch.name() + "`";
    }
}
