package dev.cook.git;

import dev.cook.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Runs C git on objects: without a shell, without anybody's configuration, and not for ever. */
final class GitCommand {
    /** The status of a command that was ended because it took too long; git's own are smaller. */
    static final int OVER_ITS_TIME = 1_000;

    /** Output beyond this is not ours to keep: a list of a hundred thousand names is shorter. */
    private static final int MOST_OUTPUT = 8 << 20;

    private final Path gitDirectory;
    private final Duration longest;
    private final List<String> settings;

    /**
     * @param gitDirectory a repository without refs and guard, whose objects are never used
     * @param longest how long the command may take
     */
    GitCommand(Path gitDirectory, Duration longest) {
        this(gitDirectory, longest, List.of());
    }

    private GitCommand(Path gitDirectory, Duration longest, List<String> settings) {
        this.gitDirectory = gitDirectory;
        this.longest = longest;
        this.settings = List.copyOf(settings);
    }

    /** The same with the attributes of a file, which applies to all paths. */
    GitCommand withAttributes(Path file) {
        return new GitCommand(gitDirectory, longest, List.of("-c", "core.attributesFile=" + file));
    }

    /** How a command ended. */
    record Ended(int status, String output, String errors) {}

    /**
     * @param objects where new objects go
     * @param alternate where objects are read as well
     */
    Ended run(Path objects, Path alternate, List<String> arguments) {
        Store.requireNoTransaction("git runs");
        if (longest.isZero()) {
            // Nothing is left of a time that several commands share.
            return new Ended(OVER_ITS_TIME, "", "");
        }
        List<String> command = new ArrayList<>(List.of("git", "-c", "gc.auto=0", "-c", "core.hooksPath=/dev/null"));
        command.addAll(settings);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(gitDirectory.toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("HOME", gitDirectory.toString());
        environment.put("LC_ALL", "C");
        environment.put("GIT_DIR", gitDirectory.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_ATTR_NOSYSTEM", "1");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_OBJECT_DIRECTORY", objects.toString());
        environment.put("GIT_ALTERNATE_OBJECT_DIRECTORIES", alternate.toString());
        try {
            return finish(builder.start(), arguments);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run git; install git 2.38 or later", e);
        }
    }

    private Ended finish(Process process, List<String> arguments) throws IOException {
        Executor reader = task -> Thread.ofVirtual().name("git-output").start(task);
        try {
            process.getOutputStream().close();
            CompletableFuture<byte[]> output =
                    CompletableFuture.supplyAsync(() -> read(process.getInputStream()), reader);
            CompletableFuture<byte[]> errors =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), reader);
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Ended(OVER_ITS_TIME, "", "");
            }
            return new Ended(
                    process.exitValue(),
                    text(output.join()),
                    text(errors.join()).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while git " + arguments.getFirst() + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] read(InputStream stream) {
        try (stream) {
            byte[] bytes = stream.readNBytes(MOST_OUTPUT);
            stream.skip(Long.MAX_VALUE);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
