package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A hosted bare repository.
 *
 * @param defaultBranch the target: where branches land unless they say otherwise
 * @param environment where its agents and gates run; empty: in the server's default
 */
public record Repo(
        RepoId id, RepoName name, BranchName defaultBranch, Optional<String> environment, Instant createdAt) {}
