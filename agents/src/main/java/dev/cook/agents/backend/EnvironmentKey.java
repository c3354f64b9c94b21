package dev.cook.agents.backend;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * An environment's own Ed25519 key, in the forms in which OpenSSH writes it.
 *
 * @param privateKey the private half, unencrypted: it lies in the environment and dies with it
 * @param publicKey type and base64
 * @param fingerprint as {@code ssh-keygen -l} prints it
 */
public record EnvironmentKey(String privateKey, String publicKey, String fingerprint) {
    private static final String TYPE = "ssh-ed25519";

    /** Bytes of either half; in both encodings of the JDK they come last. */
    private static final int HALF = 32;

    public static EnvironmentKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] publicHalf = last(pair.getPublic().getEncoded());
            byte[] privateHalf = last(pair.getPrivate().getEncoded());
            byte[] blob = publicBlob(publicHalf);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return new EnvironmentKey(
                    armoured(privateFile(blob, publicHalf, privateHalf)),
                    TYPE + " " + Base64.getEncoder().encodeToString(blob),
                    "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519 and SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the private half. */
    @Override
    public String toString() {
        return "EnvironmentKey[" + fingerprint + "]";
    }

    private static byte[] last(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - HALF, encoded.length);
    }

    private static byte[] publicBlob(byte[] publicHalf) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        text(out, TYPE.getBytes(StandardCharsets.US_ASCII));
        text(out, publicHalf);
        return bytes.toByteArray();
    }

    /** The layout of OpenSSH's PROTOCOL.key, with cipher and key derivation "none". */
    private static byte[] privateFile(byte[] blob, byte[] publicHalf, byte[] privateHalf) throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        DataOutputStream secret = new DataOutputStream(inner);
        // Two equal numbers tell a reader that it decrypted well; nothing is encrypted here.
        secret.writeInt(0);
        secret.writeInt(0);
        text(secret, TYPE.getBytes(StandardCharsets.US_ASCII));
        text(secret, publicHalf);
        secret.writeInt(2 * HALF);
        secret.write(privateHalf);
        secret.write(publicHalf);
        text(secret, new byte[0]);
        for (byte pad = 1; inner.size() % 8 != 0; pad++) {
            secret.write(pad);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
        text(out, "none".getBytes(StandardCharsets.US_ASCII));
        text(out, "none".getBytes(StandardCharsets.US_ASCII));
        text(out, new byte[0]);
        out.writeInt(1);
        text(out, blob);
        text(out, inner.toByteArray());
        return bytes.toByteArray();
    }

    private static String armoured(byte[] file) {
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file)
                + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    private static void text(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
