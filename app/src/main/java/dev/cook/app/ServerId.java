package dev.cook.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Tells this server's containers and directories on other machines from those of other servers: a name made once and kept
 * in the data directory.
 */
final class ServerId {
    private static final int BYTES = 5;

    private ServerId() {}

    static String of(Path data) throws IOException {
        Path file = data.resolve("server_id");
        if (Files.notExists(file)) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Path fresh = data.resolve("server_id.new");
            Files.writeString(fresh, HexFormat.of().formatHex(random) + "\n");
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        String id = Files.readString(file).strip();
        if (!id.matches("[0-9a-f]{10}")) {
            throw new StartFailure(
                    "the file " + file + " does not contain a server id of 10 hexadecimal digits"
                            + "\n  Restore the file from a backup: without it, Cook cannot find environments that run elsewhere");
        }
        return id;
    }
}
