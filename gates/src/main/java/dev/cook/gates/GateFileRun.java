package dev.cook.gates;

import dev.cook.config.RepoConfig;
import dev.cook.domain.TerminalText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a gate file and takes what it prints. */
final class GateFileRun {
    /** How long it may take. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** Beyond the limit, when nobody is left to end it. */
    private static final int LAST_SECONDS = 15;

    /** Bytes of memory that all its processes may have together. */
    private static final long MEMORY = 768L << 20;

    /** Between two looks at its memory. */
    private static final long LOOK_MILLIS = 50;

    /** Bytes of the end of its log that are kept, and characters of those that are shown. */
    private static final int LOG_BYTES = 16 * 1024;

    private static final int LOG_SHOWN = 3_000;

    private static final int PAGE = 4096;

    /** What became of it. */
    sealed interface Outcome {
        record Printed(String document) implements Outcome {}

        /** @param why with the end of its log */
        record Failed(String why) implements Outcome {}
    }

    private final Duration limit;

    GateFileRun(Duration limit) {
        this.limit = limit;
    }

    Outcome run(GateTree tree) {
        try {
            Path directory = Files.createTempDirectory("cook-gates");
            GateSandbox sandbox = new GateSandbox(directory);
            try {
                sandbox.write(tree);
                return run(sandbox.command(tree.program()));
            } finally {
                sandbox.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(tree.program().file() + " cannot be run", e);
        }
    }

    private Outcome run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(
                        "timeout", "--signal=KILL", Integer.toString((int) limit.toSeconds() + LAST_SECONDS))
                .redirectInput(Path.of("/dev/null").toFile());
        builder.command().addAll(command);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Outcome.Failed("this server cannot run the gate file: " + e.getMessage());
        }
        try {
            CompletableFuture<byte[]> out = beginning(process.getInputStream(), RepoConfig.LARGEST_DOCUMENT + 1);
            CompletableFuture<byte[]> err = end(process.getErrorStream());
            Optional<String> stopped = watch(process, out);
            // By its handle: Process.destroyForcibly() also closes the streams, with what is not read yet.
            process.toHandle().destroyForcibly();
            process.waitFor();
            String log = TerminalText.tail(
                            TerminalText.plain(text(err.completeOnTimeout(new byte[0], 2, TimeUnit.SECONDS)
                                    .join())),
                            LOG_SHOWN)
                    .strip();
            byte[] printed =
                    out.completeOnTimeout(new byte[0], 2, TimeUnit.SECONDS).join();
            if (printed.length > RepoConfig.LARGEST_DOCUMENT) {
                return new Outcome.Failed("the gate file printed more than 1 MiB");
            }
            if (stopped.isPresent()) {
                return new Outcome.Failed(with(stopped.get(), log));
            }
            return process.exitValue() == 0
                    ? new Outcome.Printed(text(printed))
                    : new Outcome.Failed(with(ended(process.exitValue(), log), log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("the server is stopping");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String ended(int status, String log) {
        return log.startsWith("bwrap: ") || log.contains("failed to run command 'bwrap'") || log.contains("‘bwrap’")
                ? "this server cannot isolate the gate file; install bubblewrap there, or write the gates in cook.toml"
                : "the gate file ended with exit status " + status;
    }

    private static String with(String why, String log) {
        return log.isEmpty() ? why : why + "\n" + log;
    }

    /** Waits for its end; says what it had to be stopped for. */
    private Optional<String> watch(Process process, CompletableFuture<byte[]> out) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > deadline) {
                return Optional.of("the gate file took longer than " + limit.toSeconds() + " s");
            }
            if (out.isDone() && out.join().length > RepoConfig.LARGEST_DOCUMENT) {
                return Optional.empty();
            }
            if (process.descendants().mapToLong(GateFileRun::memory).sum() > MEMORY) {
                return Optional.of("the gate file used more than " + (MEMORY >> 20) + " MiB of memory");
            }
        }
        return Optional.empty();
    }

    private static long memory(ProcessHandle process) {
        try {
            String[] fields = Files.readString(Path.of("/proc/" + process.pid() + "/statm"))
                    .split(" ", -1);
            return fields.length > 1 ? Long.parseLong(fields[1]) * PAGE : 0;
        } catch (IOException _) {
            // It has ended meanwhile.
            return 0;
        }
    }

    /** The beginning of what it prints; done as soon as more came than is wanted. */
    private static CompletableFuture<byte[]> beginning(InputStream stream, int most) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                read.complete(stream.readNBytes(most));
                stream.transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // It was stopped.
            } finally {
                read.complete(new byte[0]);
            }
        });
        return read;
    }

    /** The end of what it complains of, where errors are. */
    private static CompletableFuture<byte[]> end(InputStream stream) {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            byte[] kept = new byte[0];
            try (stream) {
                for (byte[] more = stream.readNBytes(LOG_BYTES); more.length > 0; more = stream.readNBytes(LOG_BYTES)) {
                    byte[] both = Arrays.copyOf(kept, kept.length + more.length);
                    System.arraycopy(more, 0, both, kept.length, more.length);
                    kept = Arrays.copyOfRange(both, Math.max(0, both.length - LOG_BYTES), both.length);
                }
            } catch (IOException _) {
                // It was stopped; what it said until then is enough.
            } finally {
                read.complete(kept);
            }
        });
        return read;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
