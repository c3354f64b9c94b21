package dev.cook.sshd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import java.util.Set;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The server's own key, by which clients know it: Ed25519, in a file as ssh-keygen writes it. */
public final class HostKey {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private HostKey() {}

    /**
     * Reads the key, or makes it at the first start.
     *
     * @throws IllegalArgumentException if the file holds no key that can be used
     */
    public static KeyPair at(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or create the host key " + file, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the host key " + file + " is not a usable key"
                            + "\n  Restore the file from a backup, or delete the file to get a new one (clients will then"
                            + " warn)",
                    e);
        }
    }

    /** Type and base64, as known_hosts and authorized_keys hold it. */
    static String publicLine(KeyPair key) {
        return PublicKeyEntry.toString(key.getPublic());
    }

    private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
        if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
            Iterator<KeyPair> found = keys == null ? Set.<KeyPair>of().iterator() : keys.iterator();
            if (!found.hasNext()) {
                throw new GeneralSecurityException("the file contains no key");
            }
            return found.next();
        }
    }

    private static void make(Path file) throws IOException, GeneralSecurityException {
        KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "cook", null, text);
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        FileAttribute<Set<PosixFilePermission>> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path fresh = Files.createTempFile(parent, "host-key", ".new", ownerOnly);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.toByteArray()));
            channel.force(true);
        }
        // A half-written key would be an identity that nobody can present again.
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
