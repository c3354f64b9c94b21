package dev.cook.app;

import dev.cook.store.embedded.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The classes of servers that are processes: those of the product, as jars, and an AOT cache of the loaded ones, with which
 * a server starts with less than two thirds of the work. The first server that ends in peace leaves it behind for all later ones.
 */
final class ServerClasses {
    private static final Path DIRECTORY = TestPostgres.directoryOfThisJvm();
    private static final String CLASS_PATH = classPath();
    private static final Path CACHE = DIRECTORY.resolve("classes.aot");
    private static final AtomicBoolean RECORDING = new AtomicBoolean();

    /** What this server leaves behind when it ends; empty: nothing. */
    private Optional<Path> recorded = Optional.empty();

    /** The options of a JVM that only reads what others left. */
    static List<String> options() {
        List<String> options = new ArrayList<>(List.of("-Xlog:disable", "-cp", CLASS_PATH));
        if (Files.exists(CACHE)) {
            options.add("-XX:AOTCache=" + CACHE);
        }
        return options;
    }

    /** More options for the next JVM of a server. */
    List<String> recording() {
        if (Files.exists(CACHE) || !RECORDING.compareAndSet(false, true)) {
            return List.of();
        }
        Path file = DIRECTORY.resolve("recorded.aot");
        recorded = Optional.of(file);
        return List.of("-XX:AOTCacheOutput=" + file);
    }

    /** The JVM has ended, or was killed and left nothing. */
    void ended() throws IOException {
        if (recorded.isPresent()) {
            if (Files.exists(recorded.get())) {
                Files.move(recorded.get(), CACHE, StandardCopyOption.ATOMIC_MOVE);
            }
            recorded = Optional.empty();
            RECORDING.set(false);
        }
    }

    /** Caches hold classes of unsigned jars only. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (entry.endsWith("-tests.jar") || path.endsWith("test-classes")) {
                continue;
            }
            entries.add(packed(path, entries.size()).toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Path packed(Path entry, int number) {
        Path jar = DIRECTORY.resolve("classes-" + number + ".jar");
        try {
            if (Files.isDirectory(entry)) {
                Jars.pack(entry, jar);
            } else if (Jars.isSigned(entry)) {
                Jars.copyUnsigned(entry, jar);
            } else {
                return entry;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }
}
