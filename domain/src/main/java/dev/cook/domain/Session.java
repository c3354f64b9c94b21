package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One agent's attempt at a branch's task.
 *
 * @param agentSession the agent's own session id, with which a later turn resumes it
 * @param allowance what the push said that it may use
 * @param reason why it ended
 * @param losses how often in a row it lost its environment
 */
public record Session(
        SessionId id,
        BranchId branch,
        EnvironmentId environment,
        String agent,
        UUID agentSession,
        Allowance allowance,
        SessionState state,
        Optional<String> reason,
        int losses,
        Instant createdAt,
        Optional<Instant> endedAt) {}
