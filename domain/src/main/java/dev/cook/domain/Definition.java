package dev.cook.domain;

/**
 * Where an environment is defined that is not only the server's.
 *
 * @param name what the repository's cook.toml calls it
 * @param commit whose cook.toml that is
 */
public record Definition(String name, Oid commit) {}
