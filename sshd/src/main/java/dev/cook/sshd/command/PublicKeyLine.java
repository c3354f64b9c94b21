package dev.cook.sshd.command;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * A public key as a line of authorized_keys or a .pub file holds it.
 *
 * @param key type and base64
 * @param fingerprint as {@code ssh-keygen -l} prints it
 */
public record PublicKeyLine(String key, String fingerprint, String comment) {
    /** Types that the server takes; DSA and bare certificates are not among them. */
    private static final Set<String> TYPES = Set.of(
            "ssh-ed25519",
            "sk-ssh-ed25519@openssh.com",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "sk-ecdsa-sha2-nistp256@openssh.com",
            "ssh-rsa");

    /** Characters of a comment that are kept. */
    private static final int LONGEST_COMMENT = 100;

    /** Reads a line; empty where it is no public key of a type that the server takes. */
    public static Optional<PublicKeyLine> parse(String line) {
        String[] words = line.strip().split("\\s+", 3);
        if (words.length < 2 || !TYPES.contains(words[0])) {
            return Optional.empty();
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(words[1]);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // The blob begins with its type again; a line whose two types differ is a mistake or a trick.
        byte[] type = words[0].getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        if (blob.length < 4 + type.length + 4
                || blob[3] != type.length
                || !java.util.Arrays.equals(type, java.util.Arrays.copyOfRange(blob, 4, 4 + type.length))) {
            return Optional.empty();
        }
        String comment = words.length > 2
                ? dev.cook.domain.Text.shortened(dev.cook.domain.Text.printable(words[2]), LONGEST_COMMENT)
                : "";
        return Optional.of(new PublicKeyLine(words[0] + " " + words[1], fingerprint(blob), comment));
    }

    private static String fingerprint(byte[] blob) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
