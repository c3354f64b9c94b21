package dev.cook.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** PostgreSQL for tests: as in production, but with the programs unpacked once for all test JVMs of a user. */
public final class TestPostgres {
    private TestPostgres() {}

    /** The one that all tests of this JVM share; it and its directory go away with the JVM. */
    public static EmbeddedPostgres shared() {
        return Shared.SERVER;
    }

    static EmbeddedPostgres start(Path directory) {
        return EmbeddedPostgres.start(directory, Optional.of(programs()));
    }

    /** A directory that PostgreSQL's user can reach, wherever the repository lies. */
    static Path directory() {
        try {
            Path directory = Files.createTempDirectory("cook-test-postgres-");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a place where anybody may make files, so it counts only if it is this user's own and closed to others. */
    static Path programs() {
        int user = ServerAccount.ownerOf(Path.of("/proc/self"));
        Path programs = Path.of(System.getProperty("java.io.tmpdir"), "cook-test-postgres-programs-" + user);
        try {
            try {
                Files.createDirectory(programs);
                Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(programs, LinkOption.NOFOLLOW_LINKS)
                        || ServerAccount.ownerOf(programs) != user
                        || PosixFilePermissions.toString(Files.getPosixFilePermissions(programs))
                                .matches("....w....|.......w.")) {
                    throw new IllegalStateException(programs + " is not a directory of this user alone; remove it", e);
                }
            }
            return programs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        private static final EmbeddedPostgres SERVER = startForThisJvm();

        private static EmbeddedPostgres startForThisJvm() {
            Path directory = directory();
            EmbeddedPostgres server = start(directory);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                server.close();
                Leftovers.removeTree(directory);
            }));
            return server;
        }
    }
}
