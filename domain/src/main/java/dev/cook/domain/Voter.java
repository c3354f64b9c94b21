package dev.cook.domain;

/**
 * Somebody who answers a gate: an account, never an environment.
 *
 * @param role what they may do in the repository on this connection
 */
public record Voter(AccountId account, String name, Role role) {}
