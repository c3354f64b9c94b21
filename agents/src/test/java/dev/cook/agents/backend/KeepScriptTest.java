package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a job writes down how it ended. */
class KeepScriptTest {
    @TempDir
    Path temp;

    @Test
    void whatIsKeptIsThereAsAWholeOrNotAtAllAndAFullDiskIsWaitedFor() throws Exception {
        Path script = Files.writeString(temp.resolve("far.sh"), Scripts.text("far.sh"));
        Path status = temp.resolve("status");
        Path half = temp.resolve("status.new");
        Files.createSymbolicLink(half, Path.of("/dev/full"));
        Process keeping = new ProcessBuilder(
                        "sh", "-c", ". \"$0\"; keep \"$1\" 137", script.toString(), status.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(keeping.waitFor(300, TimeUnit.MILLISECONDS))
                    .as("there is no room")
                    .isFalse();
            assertThat(status).doesNotExist();

            Files.delete(half);

            await().until(() -> !keeping.isAlive());
            assertThat(status).hasContent("137");
            assertThat(keeping.exitValue()).isZero();
        } finally {
            keeping.destroyForcibly();
        }
    }
}
