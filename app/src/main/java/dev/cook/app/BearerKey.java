package dev.cook.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Random bytes from which the bearers of agents are made: made once and kept in the data directory. */
final class BearerKey {
    private static final int BYTES = 32;

    private BearerKey() {}

    static byte[] of(Path data) throws IOException {
        Path file = data.resolve("bearer_key");
        if (Files.notExists(file)) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Path fresh = data.resolve("bearer_key.new");
            Files.deleteIfExists(fresh);
            // Nobody else could read it even while it was being written.
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, random);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != BYTES) {
            throw new StartFailure("the file " + file + " does not contain a key of " + BYTES + " bytes"
                    + "\n  Delete the file: Cook creates a new key, and running agents keep their current tokens");
        }
        return key;
    }
}
