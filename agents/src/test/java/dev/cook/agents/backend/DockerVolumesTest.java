package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.PersistentId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class DockerVolumesTest {
    /** Removing a volume takes a tenth of it; whoever is kept from it needs all of it. */
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    @TempDir(cleanup = CleanupMode.NEVER)
    Path temp;

    /** The engine makes a volume of every name that a container is to have. */
    @Test
    void aVolumeThatIsDestroyedWhileItIsToBeMeasuredStaysDestroyed() throws Exception {
        try (DockerEngine engine = new DockerEngine(temp.resolve("docker"))) {
            PersistentId id = new PersistentId(5);
            Function<List<String>, HostCommand.Outcome> docker = words -> engine.docker(words.toArray(String[]::new));
            DockerVolumes keeper = new DockerVolumes("s", DockerEngine.IMAGE, docker);
            keeper.prepare(id);
            assertThat(keeper.bytes(id)).isPositive();
            CountDownLatch gone = new CountDownLatch(1);
            DockerVolumes measuring = new DockerVolumes("s", DockerEngine.IMAGE, words -> {
                HostCommand.Outcome outcome = docker.apply(words);
                if (words.contains("ls")) {
                    Thread.ofVirtual().start(() -> {
                        keeper.discard(id);
                        gone.countDown();
                    });
                    await(gone);
                }
                return outcome;
            });

            measuring.bytes(id);

            assertThat(gone.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(engine.docker("volume", "ls", "--quiet").out()).isEmpty();
        }
    }

    /** Whoever is kept out does not come to an end meanwhile. */
    private static void await(CountDownLatch latch) {
        try {
            boolean _ = latch.await(HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
