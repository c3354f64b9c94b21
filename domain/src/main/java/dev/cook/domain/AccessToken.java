package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a token; the secret itself was shown once and is not kept.
 *
 * @param usedAt when it was used last, to within a few minutes
 */
public record AccessToken(
        long id,
        AccountId account,
        String label,
        Role scope,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        Optional<Instant> usedAt) {}
