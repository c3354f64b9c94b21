package dev.cook.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs without anything of the user's own configuration, and times them.
 *
 * @param scratch where what they say is kept while they run
 * @param environment all that they find in their environment
 */
record Programs(Path scratch, Map<String, String> environment) {
    /** The longest single step is the first push of the large repository; a machine that needs longer says nothing. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int MOST_SHOWN = 2_000;

    /** Starts a program that goes on; what it says goes to a file. */
    Process start(Path log, List<String> command) {
        try {
            return builder(command, scratch, Map.of())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program that is typed to and read. */
    Process interactive(List<String> command) {
        try {
            return builder(command, scratch, Map.of("TERM", "xterm-256color"))
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end and answers with the seconds it took. What it said, up to a million refs, is not read. */
    double time(Path directory, Map<String, String> more, List<String> command) {
        return run(directory, more, command, (seconds, said) -> seconds);
    }

    /** Runs a program to its end and answers with all that it said. */
    String say(Path directory, String... command) {
        return run(directory, Map.of(), List.of(command), (seconds, said) -> Files.readString(said));
    }

    /** What is made of a program that ended well. */
    @FunctionalInterface
    private interface Result<T> {
        T of(double seconds, Path said) throws IOException;
    }

    private <T> T run(Path directory, Map<String, String> more, List<String> command, Result<T> result) {
        try {
            Path said = Files.createTempFile(scratch, "said-", "");
            try {
                ProcessBuilder builder = builder(command, directory, more).redirectOutput(said.toFile());
                long began = System.nanoTime();
                Process process = builder.start();
                boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                double seconds = (System.nanoTime() - began) / 1e9;
                if (!ended) {
                    process.destroyForcibly();
                    throw new BenchFailure(
                            String.join(" ", command) + " did not end in " + PATIENCE.toSeconds() + " s");
                }
                if (process.exitValue() != 0) {
                    throw new BenchFailure(String.join(" ", command) + " ended with " + process.exitValue() + ": "
                            + shortened(Files.readString(said)));
                }
                return result.of(seconds, said);
            } finally {
                Files.deleteIfExists(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    private ProcessBuilder builder(List<String> command, Path directory, Map<String, String> more) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        return builder;
    }

    private static String shortened(String text) {
        return text.length() <= MOST_SHOWN
                ? text.strip()
                : text.substring(text.length() - MOST_SHOWN).strip();
    }

    /** Ends a program that {@link #start} started, politely at first. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
