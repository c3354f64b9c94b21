package dev.cook.agents.backend;

import dev.cook.domain.EnvironmentId;
import dev.cook.domain.PersistentId;
import dev.cook.store.WorkFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Home directories on this machine that stay when the environment that had them goes. */
final class PersistentHomes implements HomeStore {
    /** A home with a million files is measured in seconds. */
    private static final Duration MEASURE_LIMIT = Duration.ofSeconds(60);

    private static final long KIB = 1024;

    private final Path directory;
    private final Consumer<EnvironmentId> killer;

    /** @param killer ends every process of an environment on this machine */
    PersistentHomes(Path data, Consumer<EnvironmentId> killer) {
        this.directory = data.resolve("kept");
        this.killer = killer;
    }

    Path home(PersistentId id) {
        return directory.resolve(id.toString()).resolve("home");
    }

    /**
     * Gives a home to an environment that is about to be launched. Whoever had it before is ended first: only then does it
     * stand still while its files change hands.
     */
    void give(PersistentId id, EnvironmentId to, EnvironmentUser user) throws IOException {
        Path own = directory.resolve(id.toString());
        EnvironmentFiles.directory(directory, "rwx--x--x");
        EnvironmentFiles.directory(own, "rwx--x--x");
        before(id).filter(holder -> !holder.equals(to)).ifPresent(killer);
        Files.writeString(own.resolve("holder"), to.toString());
        Path home = home(id);
        if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
            EnvironmentFiles.directory(home, "rwx------");
        }
        if (!(user instanceof EnvironmentUser.Own)
                && !Files.getAttribute(home, "unix:uid").equals(user.uid())) {
            handOver(home, user.uid());
        }
    }

    /** The directory itself last: a server that is killed in the middle begins again. */
    private static void handOver(Path home, int uid) throws IOException {
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                own(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @org.jspecify.annotations.Nullable IOException error)
                    throws IOException {
                if (error != null) {
                    throw error;
                }
                own(dir);
                return FileVisitResult.CONTINUE;
            }

            private void own(Path path) throws IOException {
                Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            }
        });
    }

    private Optional<EnvironmentId> before(PersistentId id) throws IOException {
        Path holder = directory.resolve(id.toString()).resolve("holder");
        String text = Files.exists(holder) ? Files.readString(holder, StandardCharsets.UTF_8) : "";
        return text.matches("[1-9][0-9]{0,17}")
                ? Optional.of(new EnvironmentId(Long.parseLong(text)))
                : Optional.empty();
    }

    @Override
    public long bytes(PersistentId id) {
        if (!Files.isDirectory(home(id))) {
            return 0;
        }
        HostCommand.Outcome outcome =
                new HostCommand(List.of("du", "-sk", "--", home(id).toString()), MEASURE_LIMIT).run();
        return kib(outcome, "persistent environment " + id);
    }

    /** What du(1) said, in bytes. */
    static long kib(HostCommand.Outcome outcome, String what) {
        String first = outcome.out().strip().split("\\s", 2)[0];
        // Its status tells of files that went while it looked, too.
        if (!first.matches("[0-9]{1,15}")) {
            throw new WorkFailed("the size of " + what + " cannot be measured: " + outcome.complaint());
        }
        return Long.parseLong(first) * KIB;
    }

    @Override
    public void discard(PersistentId id) {
        try {
            before(id).ifPresent(killer);
            EnvironmentFiles.delete(directory.resolve(id.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("persistent environment " + id + " cannot be removed", e);
        }
    }

    @Override
    public Set<PersistentId> persistent() {
        Set<PersistentId> found = new HashSet<>();
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(directory)) {
            for (Path own : directories) {
                String name = own.getFileName().toString();
                if (name.matches("[1-9][0-9]{0,17}")) {
                    found.add(new PersistentId(Long.parseLong(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
