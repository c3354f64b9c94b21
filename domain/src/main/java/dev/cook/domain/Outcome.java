package dev.cook.domain;

/**
 * What a request of an agent or a person came to.
 *
 * @param said for them to read
 */
public record Outcome(boolean agreed, String said) {}
