package dev.cook.domain.event;

import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Oid;
import java.util.Optional;

/** What happened to the commit that would land. {@code branches} counts those that it holds. */
public sealed interface CandidateFact extends BranchFact {
    /**
     * @param on the commit that it is built on
     * @param ahead whether that is a candidate ahead in the queue, not the target itself
     * @param remark what people should know about how it was built
     */
    @Wire("candidate.built")
    record Built(
            Optional<CandidateId> candidate,
            Oid commit,
            BranchName target,
            Oid on,
            Optional<Boolean> ahead,
            Optional<Integer> branches,
            Optional<String> remark)
            implements CandidateFact {}

    /**
     * Nothing is left of the branch to be added: it lands with what holds all of its changes.
     *
     * @param on the commit that holds them
     * @param holder the branch ahead in the queue that does; empty: the target itself
     */
    @Wire("candidate.contained")
    record Contained(Optional<CandidateId> candidate, BranchName target, Oid on, Optional<String> holder)
            implements CandidateFact {}

    /**
     * @param ahead whether it conflicts with what is ahead in the queue, not with the target itself
     * @param files those that conflict; in parentheses, what else stands against a merge
     */
    @Wire(value = "candidate.conflicted", version = 2)
    record Conflicted(BranchName target, boolean ahead, String files) implements CandidateFact {}

    /**
     * As it was written until version 2.
     *
     * @param target also "what is ahead of it"
     */
    @Wire("candidate.conflicted")
    record Conflicted1(String target, String files) implements CandidateFact {}

    /** Something moved under it; another one is built. */
    @Wire("candidate.outdated")
    record Outdated(Optional<CandidateId> candidate, Optional<Oid> commit, Optional<Integer> branches, String why)
            implements CandidateFact {}

    @Wire("candidate.failed")
    record Failed(Optional<CandidateId> candidate, Optional<Oid> commit, Optional<Integer> branches, String why)
            implements CandidateFact {}

    /** It failed, and its branches are judged again in smaller groups. */
    @Wire("candidate.split")
    record Split(Optional<CandidateId> candidate, Optional<Oid> commit, Optional<Integer> branches, String why)
            implements CandidateFact {}

    /** Its branch passed alone, and is judged together with others next. */
    @Wire("candidate.screened")
    record Screened(Optional<CandidateId> candidate, Optional<Oid> commit, Optional<Integer> branches, String why)
            implements CandidateFact {}
}
