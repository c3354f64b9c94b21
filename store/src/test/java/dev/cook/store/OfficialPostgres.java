package dev.cook.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** The official image of PostgreSQL in a container, where this machine's Docker engine has it; it is never fetched. */
final class OfficialPostgres {
    static final String IMAGE = "postgres:18";

    /** Seconds that an engine may take to say which images it has. */
    private static final int PATIENCE = 20;

    private OfficialPostgres() {}

    /** Whether there is an engine with the image. */
    static boolean isThere() {
        return Availability.THERE;
    }

    /** The one that all tests of this JVM share. */
    static TestDatabase.Server shared() {
        return Shared.SERVER;
    }

    /** Asked once: for each test it would take as long as the test. */
    private static final class Availability {
        private static final boolean THERE = ask();

        private static boolean ask() {
            if (System.getenv("DOCKER_HOST") == null && Files.notExists(Path.of("/var/run/docker.sock"))) {
                return false;
            }
            try {
                Process inspect = new ProcessBuilder("docker", "image", "inspect", IMAGE)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return inspect.waitFor(PATIENCE, TimeUnit.SECONDS) && inspect.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static final class Shared {
        private static final TestDatabase.Server SERVER = start();

        @SuppressWarnings("resource") // it goes away with the JVM
        private static TestDatabase.Server start() {
            PostgreSQLContainer container = new PostgreSQLContainer(DockerImageName.parse(IMAGE))
                    .withImagePullPolicy(image -> false)
                    .withDatabaseName("cook")
                    .withUsername("cook");
            container.start();
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(container::stop));
            return new TestDatabase.Server(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }
    }
}
