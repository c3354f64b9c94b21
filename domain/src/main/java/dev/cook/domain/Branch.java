package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * One life of a branch.
 *
 * @param target the branch that it would land on
 * @param task what an agent was asked to do, if one was
 * @param startedFrom the commit of its first push
 * @param landBy who said that it shall land
 * @param feedbacks how many times a failure went back to the agent
 * @param waitsFor what a person has to do before it can go on
 * @param hold who keeps it from landing, and why
 * @param landedAs the commit that the target became
 */
public record Branch(
        BranchId id,
        RepoId repo,
        BranchName name,
        BranchState state,
        BranchName target,
        Landing landing,
        Optional<Task> task,
        Oid startedFrom,
        String startedBy,
        Optional<String> landBy,
        int feedbacks,
        Optional<String> waitsFor,
        Optional<String> hold,
        Optional<Oid> landedAs,
        Instant createdAt,
        Optional<Instant> endedAt) {

    /** Who keeps it from landing, and why, while it still could. */
    public Optional<String> heldBy() {
        return state.ended() ? Optional.empty() : hold;
    }

    /** Work asked for with a push: which agent, what, and where; no environment means the repository's default. */
    public record Task(String agent, String prompt, Optional<String> environment) {}
}
