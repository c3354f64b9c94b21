package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A browser in which somebody is signed in; its cookie is not kept.
 *
 * @param createdAt unknown of those that are older than this record
 * @param usedAt when it asked for something last, to within a few minutes
 * @param address the network address that it signed in from; empty: unknown
 * @param browser how it calls itself; empty: unknown
 */
public record BrowserSession(
        long id,
        AccountId account,
        Optional<Instant> createdAt,
        Optional<Instant> usedAt,
        Instant expiresAt,
        String address,
        String browser) {}
