package dev.cook.store;

import dev.cook.store.embedded.EmbeddedPostgres;
import dev.cook.store.embedded.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * The directory of a server's own PostgreSQL as its first start leaves it, with the schema of today: made once a JVM and
 * copied for each server that is a process. The tests of {@code embedded} start from nothing.
 */
public final class PreparedCluster {
    private PreparedCluster() {}

    /** Puts one into {@code directory}, which is made. */
    public static void copyTo(Path directory) throws IOException, InterruptedException {
        // Owners and modes are those of the account that PostgreSQL runs as. Its programs, which nobody changes, are
        // only
        // linked: they are more than half of it.
        copy("-al", Template.DIRECTORY, directory);
        Path cluster = directory.resolve("cluster");
        run(List.of("rm", "-rf", cluster.toString()));
        copy("-a", Template.DIRECTORY.resolve("cluster"), cluster);
        for (String file : List.of("lock", "password", "postgres.log")) {
            Files.delete(directory.resolve(file));
            copy("-a", Template.DIRECTORY.resolve(file), directory.resolve(file));
        }
    }

    private static void copy(String how, Path from, Path to) throws IOException, InterruptedException {
        run(List.of("cp", how, from.toString(), to.toString()));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("this failed: " + String.join(" ", command));
        }
    }

    private static final class Template {
        private static final Path DIRECTORY = make();

        private static Path make() {
            Path directory = TestPostgres.directoryOfThisJvm().resolve("postgres");
            try (EmbeddedPostgres server = EmbeddedPostgres.start(directory)) {
                Store.open(server.jdbcUrl(), server.user(), server.password(), 2, Clock.systemUTC())
                        .close();
            }
            return directory;
        }
    }
}
