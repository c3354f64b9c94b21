package dev.cook.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A WebAuthn credential of somebody.
 *
 * @param credential the attested credential data, as the device sent it
 * @param signCount what the device counted last; 0 where it does not count
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares passkeys
public record Passkey(
        long id,
        AccountId account,
        byte[] credentialId,
        byte[] credential,
        long signCount,
        String label,
        Instant createdAt,
        Optional<Instant> usedAt) {
    /** Longest label in characters. */
    public static final int LONGEST_LABEL = 100;

    /** Passkeys of one account: nobody has so many devices. */
    public static final int MOST = 50;
}
