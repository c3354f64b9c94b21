package dev.cook.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** PostgreSQL for tests: as in production, but with the programs unpacked once for all test JVMs of a user. */
public final class TestPostgres {
    /** Several servers at once, each with a pool, and what tests ask beside them. */
    private static final int CONNECTIONS = 200;

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

    /** Such a directory that goes away with this JVM. */
    public static Path directoryOfThisJvm() {
        Path directory = directory();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> Leftovers.removeTree(directory)));
        return directory;
    }

    static Path programs() {
        return cache("postgres-programs");
    }

    /**
     * What one run of the tests leaves for the next. It lies in a place where anybody may make files, so it counts only if it is
     * this user's own and closed to others.
     */
    public static Path cache(String name) {
        int user = ServerAccount.ownerOf(Path.of("/proc/self"));
        Path programs = Path.of(System.getProperty("java.io.tmpdir"), "cook-test-" + name + "-" + user);
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

    /** Nobody needs the rows of a test after a crash, so nothing waits for the disk, nor is swept behind its back. */
    private static void forgetful(EmbeddedPostgres server) {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "autovacuum")) {
                statement.execute("ALTER SYSTEM SET " + setting + " = off");
            }
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL does not take the settings of tests", e);
        }
    }

    private static final class Shared {
        private static final EmbeddedPostgres SERVER = startForThisJvm();

        private static EmbeddedPostgres startForThisJvm() {
            Path directory = directory();
            EmbeddedPostgres server = EmbeddedPostgres.start(directory, Optional.of(programs()), CONNECTIONS);
            forgetful(server);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                server.close();
                Leftovers.removeTree(directory);
            }));
            return server;
        }
    }
}
