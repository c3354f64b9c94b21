package dev.cook.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A commit that would land.
 *
 * @param targetTip the target's tip that it was built on
 * @param branchTip the branch's tip that it holds
 * @param commit the commit; empty where the two conflict
 * @param conflicts the files that conflict
 * @param attempts how many failures may go back to the agent
 * @param plannedAt when its gates were read from the target; planned without gate runs means that nothing judges it
 */
public record Candidate(
        CandidateId id,
        RepoId repo,
        BranchId branch,
        BranchName target,
        Oid targetTip,
        Oid branchTip,
        Optional<Oid> commit,
        List<String> conflicts,
        CandidateState state,
        int attempts,
        Instant builtAt,
        Optional<Instant> plannedAt) {
    public Candidate {
        conflicts = List.copyOf(conflicts);
    }
}
