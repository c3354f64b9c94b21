package dev.cook.domain;

/**
 * A host that an environment asked for, as it named it.
 *
 * @param allowed whether it may reach it
 * @param times how often it asked
 */
public record HostRequest(String host, int port, boolean allowed, long times) {}
