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
        Optional<Oid> landedAs,
        Instant createdAt,
        Optional<Instant> endedAt) {

    /** Work asked for with a push: which agent, what, and where; no environment means the repository's default. */
    public record Task(String agent, String prompt, Optional<String> environment) {}
}
