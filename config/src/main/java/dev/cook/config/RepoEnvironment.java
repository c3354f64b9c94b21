package dev.cook.config;

/**
 * An environment that a repository's file has: one of the server's, narrowed.
 *
 * @param from the name of the server's
 * @param config what it comes to
 */
public record RepoEnvironment(String from, EnvironmentConfig config) {}
