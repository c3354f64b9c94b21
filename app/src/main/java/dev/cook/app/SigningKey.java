package dev.cook.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The Ed25519 pair that signs notes about what landed: made once, kept in the data directory as PEM. */
final class SigningKey {
    private SigningKey() {}

    static KeyPair of(Path data) throws IOException {
        Path secret = data.resolve("signing_key");
        Path open = data.resolve("signing_key.pub");
        try {
            if (Files.notExists(secret) || Files.notExists(open)) {
                KeyPair made = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                write(open, pem("PUBLIC KEY", made.getPublic().getEncoded()), "rw-r--r--");
                write(secret, pem("PRIVATE KEY", made.getPrivate().getEncoded()), "rw-------");
            }
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PrivateKey key =
                    factory.generatePrivate(new PKCS8EncodedKeySpec(bytes(Files.readString(secret), "PRIVATE KEY")));
            return new KeyPair(publicKey(Files.readString(open)), key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StartFailure("the files " + secret + " and " + open + " do not contain a pair of Ed25519 keys"
                    + "\n  Restore both from a backup. Without a backup, delete both: Cook creates a new pair, and everybody"
                    + " who verifies notes needs the new public key beside the old one");
        }
    }

    /** @throws IllegalArgumentException if the text is no public key in PEM */
    static PublicKey publicKey(String pem) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes(pem, "PUBLIC KEY")));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 public key", e);
        }
    }

    static String pem(PublicKey key) {
        return pem("PUBLIC KEY", key.getEncoded());
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }

    private static byte[] bytes(String pem, String what) {
        String begin = "-----BEGIN " + what + "-----";
        String end = "-----END " + what + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no " + what + " in PEM");
        }
        return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.write(fresh, text.getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
