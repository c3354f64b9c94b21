package dev.cook.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A commit that would land.
 *
 * @param branch the branch that would land, of several the last one
 * @param base the commit that it was built on: the target's tip, or the head of the candidate ahead
 * @param builtOn the candidate ahead that it was built on; empty: the target's tip
 * @param branchTip the branch's tip that it holds
 * @param members the branches that it holds, in order
 * @param commit the commit as it was built; empty where the two conflict
 * @param head the commit that would land: as built, or what its gates made of it
 * @param conflicts the files that conflict
 * @param attempts how many failures may go back to the agent
 * @param plannedAt when its gates were read from its base; planned without gate runs means that nothing judges it
 */
public record Candidate(
        CandidateId id,
        RepoId repo,
        BranchId branch,
        BranchName target,
        Oid base,
        Optional<CandidateId> builtOn,
        Oid branchTip,
        List<Member> members,
        Optional<Oid> commit,
        Optional<Oid> head,
        List<String> conflicts,
        CandidateState state,
        int attempts,
        Instant builtAt,
        Optional<Instant> plannedAt) {
    public Candidate {
        conflicts = List.copyOf(conflicts);
        members = List.copyOf(members);
    }

    /** Whether what it stands on holds all of it: nothing is left to be judged. */
    public boolean addsNothing() {
        return head.equals(Optional.of(base));
    }

    /**
     * A branch that it holds.
     *
     * @param commit what this branch added; empty where it conflicts
     */
    public record Member(BranchId branch, Oid tip, Optional<Oid> commit) {}
}
