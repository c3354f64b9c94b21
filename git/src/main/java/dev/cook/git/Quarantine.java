package dev.cook.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * New objects that nobody else sees until they are accepted. They are written to a directory beside the repository's
 * objects, which they may refer to.
 */
public final class Quarantine implements AutoCloseable {
    private static final Pattern FANOUT = Pattern.compile("[0-9a-f]{2}");

    private final RepositoryDirectory directory;
    private final CookRepository base;
    private final CookRepository repository;
    private final Path objects;
    private final ReentrantLock accepting;

    private Quarantine(
            RepositoryDirectory directory,
            CookRepository base,
            CookRepository repository,
            Path objects,
            ReentrantLock accepting) {
        this.directory = directory;
        this.base = base;
        this.repository = repository;
        this.objects = objects;
        this.accepting = accepting;
    }

    static Quarantine open(
            RepositoryDirectory directory, CookRepository base, CookRepository.RefsOf refs, ReentrantLock accepting)
            throws IOException {
        Path objects = directory.objects().resolve("incoming-" + UUID.randomUUID());
        try {
            return new Quarantine(
                    directory, base, CookRepository.writingTo(directory, objects, refs), objects, accepting);
        } catch (IOException | RuntimeException e) {
            DurableFiles.deleteTree(objects);
            throw e;
        }
    }

    /** The repository as a push sees it: old and new objects, and the refs as they stood when first read. */
    public CookRepository repository() {
        return repository;
    }

    /** Where new objects are, for C git. */
    Path objects() {
        return objects;
    }

    /**
     * Puts the objects in their place, on disk before this returns. A pack comes before its index, as a pack without an
     * index is not there for any reader. What is there already stays. Afterwards the repository of this quarantine finds
     * them in their new place.
     */
    public void accept() {
        accept(PackFiles.Written.CACHED);
    }

    /**
     * Like {@link #accept}, where all packs were received by JGit: its parser forces pack and index when it has written
     * them.
     */
    public void acceptReceived() {
        accept(PackFiles.Written.FORCED);
    }

    private void accept(PackFiles.Written written) {
        accepting.lock();
        try {
            for (Path pack : new PackFiles(objects.resolve("pack")).moveTo(directory.packs(), written)) {
                base.getObjectDatabase().openPack(pack.toFile());
            }
            moveLoose();
            repository.getObjectDatabase().close();
        } catch (IOException e) {
            throw new UncheckedIOException("new objects cannot be put in place in " + directory.path(), e);
        } finally {
            accepting.unlock();
        }
    }

    private void moveLoose() throws IOException {
        Set<Path> changed = new HashSet<>();
        for (Path from : fanouts(objects)) {
            Path to = directory.objects().resolve(from.getFileName());
            try {
                Files.createDirectory(to);
                changed.add(directory.objects());
            } catch (FileAlreadyExistsException there) {
                // An object with these two digits came before.
            }
            try (Stream<Path> loose = Files.list(from)) {
                for (Path object :
                        loose.filter(path -> !path.toString().endsWith(".tmp")).toList()) {
                    Path target = to.resolve(object.getFileName());
                    if (Files.notExists(target)) {
                        DurableFiles.move(object, target);
                        changed.add(to);
                    }
                }
            }
        }
        for (Path parent : changed) {
            DurableFiles.force(parent);
        }
    }

    static List<Path> fanouts(Path objects) throws IOException {
        try (Stream<Path> entries = Files.list(objects)) {
            return new ArrayList<>(entries.filter(entry ->
                            FANOUT.matcher(entry.getFileName().toString()).matches())
                    .toList());
        }
    }

    /** Forgets whatever was not accepted. */
    @Override
    public void close() {
        repository.close();
        try {
            DurableFiles.deleteTree(objects);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + objects, e);
        }
    }
}
