package dev.cook.store.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start that was killed left half done: everything is made under one of these names and renamed when whole. */
final class Leftovers {
    static final String BINARIES = "new-binaries-";
    static final String CLUSTER = "new-cluster-";
    static final String PASSWORD = "new-password-";

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final List<String> PREFIXES = List.of(BINARIES, CLUSTER, PASSWORD);

    private Leftovers() {}

    static void removeFrom(Path directory) {
        remove(directory, name -> PREFIXES.stream().anyMatch(name::startsWith));
    }

    /** Removes what can be removed; the rest costs disk space only, and the next start tries again. */
    static void remove(Path directory, Predicate<String> names) {
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : (Iterable<Path>) children::iterator) {
                if (names.test(child.getFileName().toString())) {
                    removeTree(child);
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot look for leftovers in {}: {}", directory, e.toString());
        }
    }

    static void removeTree(Path top) {
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", top, e.toString());
        }
    }
}
