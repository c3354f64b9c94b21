package dev.cook.git;

import dev.cook.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * New objects that nobody else sees until they are accepted. They are written to a directory beside the repository's
 * objects, which they may refer to.
 */
public final class Quarantine implements AutoCloseable {
    /** Objects of a pack that is copied to make one of several, which takes some milliseconds at most. */
    private static final long SMALL_PACK = 10_000;

    private final RepositoryDirectory directory;
    private final CookRepository base;
    private final CookRepository repository;
    private final Path objects;
    private final AcceptedPacks accepted;

    private Quarantine(
            RepositoryDirectory directory,
            CookRepository base,
            CookRepository repository,
            Path objects,
            AcceptedPacks accepted) {
        this.directory = directory;
        this.base = base;
        this.repository = repository;
        this.objects = objects;
        this.accepted = accepted;
    }

    static Quarantine open(
            RepositoryDirectory directory, CookRepository base, CookRepository.RefsOf refs, AcceptedPacks accepted)
            throws IOException {
        Path objects = directory.objects().resolve("incoming-" + UUID.randomUUID());
        try {
            return new Quarantine(
                    directory, base, CookRepository.writingTo(directory, objects, refs), objects, accepted);
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
     * Writes what Cook makes itself: a file for all that is inserted until it is flushed, where JGit's own inserter writes,
     * and waits for the disk, object by object.
     */
    public ObjectInserter newInserter() {
        Store.requireNoTransaction("objects of git are written");
        return repository.getObjectDatabase().newPackInserter();
    }

    /**
     * Puts the objects in their place, on disk before this returns. Whatever wrote them, and in how many files, they become
     * one pack: then the disk is waited for three times, for pack, index and directory. Afterwards the repository of this
     * quarantine finds them in their new place.
     */
    public void accept() {
        try {
            Path gathered = objects.resolve("gathered");
            gather(gathered);
            take(PackFiles.Written.CACHED, gathered, objects.resolve("pack"));
        } catch (IOException e) {
            throw new UncheckedIOException("new objects cannot be put in place in " + directory.path(), e);
        }
    }

    /**
     * Like {@link #accept}, where all packs were received by JGit: its parser forces pack and index when it has written
     * them.
     */
    public void acceptReceived() {
        try {
            take(PackFiles.Written.FORCED, objects.resolve("pack"));
        } catch (IOException e) {
            throw new UncheckedIOException("new objects cannot be put in place in " + directory.path(), e);
        }
    }

    private void take(PackFiles.Written written, Path... sources) throws IOException {
        accepted.take(base, written, sources);
        repository.getObjectDatabase().close();
    }

    /**
     * Makes one pack of all loose objects and small packs. A large pack, as an import brings, stays as it is.
     *
     * @param directory for that pack, made here: its name may be that of one of the others
     */
    private void gather(Path directory) throws IOException {
        Files.createDirectory(directory);
        Set<ObjectId> gathered = new LinkedHashSet<>(LooseObjects.list(objects));
        List<Pack> small = new ArrayList<>();
        for (Pack pack : repository.getObjectDatabase().getPacks()) {
            if (pack.getIndex().getObjectCount() <= SMALL_PACK) {
                small.add(pack);
            }
        }
        if (gathered.isEmpty() && small.size() < 2) {
            return;
        }
        for (Pack pack : small) {
            pack.forEach(entry -> gathered.add(entry.toObjectId()));
        }
        PackFolding.write(repository, gathered, directory);
        for (Pack pack : small) {
            PackFiles.delete(pack.getPackFile().toPath());
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
