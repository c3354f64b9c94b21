package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * Somewhere a shell runs for one branch.
 *
 * @param commit the commit that a gate judges; empty for a session, which checks out its branch
 * @param fingerprint its key, as long as it lives
 * @param persistent whose home directory it has; empty: one of its own, which goes with it
 * @param definition what its repository's file says of it; empty: nothing, and it is as the server's file has it
 */
public record Environment(
        EnvironmentId id,
        RepoId repo,
        BranchId branch,
        Purpose purpose,
        String name,
        EnvironmentState state,
        Optional<Oid> commit,
        Optional<String> fingerprint,
        int launches,
        Optional<Instant> launchedAt,
        Optional<PersistentId> persistent,
        Optional<Definition> definition) {}
