package dev.cook.domain;

import java.time.Instant;

/**
 * A hosted bare repository.
 *
 * @param defaultBranch the target: where branches land unless they say otherwise
 */
public record Repo(RepoId id, RepoName name, BranchName defaultBranch, Instant createdAt) {}
