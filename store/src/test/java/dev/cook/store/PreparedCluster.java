package dev.cook.store;

import dev.cook.store.embedded.EmbeddedPostgres;
import dev.cook.store.embedded.TestPostgres;
import java.io.IOException;
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
        // Owners and modes are those of the account that PostgreSQL runs as.
        Process copy = new ProcessBuilder(List.of("cp", "-a", Template.DIRECTORY.toString(), directory.toString()))
                .inheritIO()
                .start();
        if (copy.waitFor() != 0) {
            throw new IOException("cp cannot copy " + Template.DIRECTORY + " to " + directory);
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
