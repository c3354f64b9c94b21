package dev.cook.domain;

/**
 * Another repository that an environment checks out beside its own.
 *
 * @param path where, below the directory that holds the main work tree
 * @param ref full name of a branch or tag
 */
public record BesideRepo(RepoId repo, RepoName name, String path, String ref) {}
