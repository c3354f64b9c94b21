package dev.cook.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The database password; only the user that runs Cook can read its file. */
record Password(String value) {
    private static final int RANDOM_BYTES = 32;

    Password {
        if (!value.matches("[A-Za-z0-9_-]{20,100}")) {
            throw new IllegalArgumentException("not a password that Cook made");
        }
    }

    static Optional<Password> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Password(Files.readString(file).strip()));
        } catch (IOException | IllegalArgumentException e) {
            throw new EmbeddedPostgresException(
                    "The database password cannot be read from " + file + ": " + e.getMessage()
                            + ". Restore the file from a backup of the data directory.",
                    e);
        }
    }

    static Password random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Password(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** On disk when this returns: a cluster whose password is lost would be lost with it. */
    void save(Path file) {
        Path fresh = file.resolveSibling(Leftovers.PASSWORD + "saved");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel =
                    FileChannel.open(Files.createFile(fresh, ServerDirectory.PRIVATE_FILE), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap((value + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public String toString() {
        return "Password[hidden]";
    }
}
