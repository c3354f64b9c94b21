package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A command line that ended: its status and what it printed. */
record Ended(List<String> line, int status, String out, String err) {
    /** How long one may print nothing: generous, for a test machine may be busy with other things. */
    private static final Duration SILENCE = Duration.ofSeconds(150);

    /** Waits for the end; output goes to files, so that a child which stays behind cannot hold the test up. */
    static Ended of(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile("cook-test-", ".out");
        Path err = Files.createTempFile("cook-test-", ".err");
        try {
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            long printed = 0;
            while (!process.waitFor(SILENCE)) {
                long now = Files.size(out) + Files.size(err);
                if (now == printed) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("does not end: " + builder.command() + "\n" + text(out) + text(err));
                }
                printed = now;
            }
            return new Ended(builder.command(), process.exitValue(), text(out), text(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Asserts that it worked. */
    Ended ok() {
        assertThat(status).as("%s%n%s%s", line, out, err).isZero();
        return this;
    }

    /** Asserts that it failed. */
    Ended refused() {
        assertThat(status).as("%s%n%s%s", line, out, err).isNotZero();
        return this;
    }

    /** What it printed, without the end of the last line. */
    String said() {
        return out.stripTrailing();
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
