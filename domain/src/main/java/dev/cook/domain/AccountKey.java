package dev.cook.domain;

import java.time.Instant;

/**
 * An SSH public key of an account.
 *
 * @param fingerprint as {@code ssh-keygen -l} prints it
 * @param publicKey type and base64, as in authorized_keys
 */
public record AccountKey(
        long id, AccountId account, String fingerprint, String publicKey, String label, Instant createdAt) {}
