package dev.cook.git;

import dev.cook.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/** A repository whose objects are files and whose refs are rows. Whoever opened it closes it. */
public final class CookRepository extends FileRepository {
    /** Null while the superclass is being built: it asks for its ref database then. */
    private @Nullable RefDatabase rows;

    private final @Nullable ObjectDirectory shared;

    /** Until when objects are read; null: for ever. */
    private final @Nullable Deadline deadline;

    private CookRepository(
            BaseRepositoryBuilder<?, ?> options, @Nullable ObjectDirectory shared, @Nullable Deadline deadline)
            throws IOException {
        super(options);
        this.shared = shared;
        this.deadline = deadline;
    }

    /** Makes a repository's refs; it is given the repository because refs are peeled by reading objects. */
    interface RefsOf {
        RefDatabase make(CookRepository repository);
    }

    static CookRepository open(RepositoryDirectory directory, RefsOf refs) throws IOException {
        return with(new CookRepository(builder(directory).setup(), null, null), refs);
    }

    /** The same objects, and their caches, under other refs; closing it leaves the objects open. */
    static CookRepository view(RepositoryDirectory directory, CookRepository base, RefsOf refs) throws IOException {
        return with(new CookRepository(builder(directory).setup(), base.getObjectDatabase(), null), refs);
    }

    /** The same, whose objects are read until a deadline: after it, reading fails with {@link Deadline.Passed}. */
    static CookRepository view(RepositoryDirectory directory, CookRepository base, RefsOf refs, Deadline deadline)
            throws IOException {
        return with(new CookRepository(builder(directory).setup(), base.getObjectDatabase(), deadline), refs);
    }

    /** The same repository with new objects written to a directory of their own, which is made ready for them. */
    static CookRepository writingTo(RepositoryDirectory directory, Path objects, RefsOf refs) throws IOException {
        Files.createDirectories(objects.resolve("pack"));
        Path info = Files.createDirectories(objects.resolve("info"));
        // In a file, as JGit forgets alternates that it was only told of when it closes its packs.
        Files.writeString(info.resolve("alternates"), directory.objects() + "\n");
        FileRepositoryBuilder builder = builder(directory);
        builder.setObjectDirectory(objects.toFile());
        return with(new CookRepository(builder.setup(), null, null), refs);
    }

    private static CookRepository with(CookRepository repository, RefsOf refs) {
        repository.rows = refs.make(repository);
        return repository;
    }

    private static FileRepositoryBuilder builder(RepositoryDirectory directory) {
        return new FileRepositoryBuilder().setGitDir(directory.path().toFile()).setBare();
    }

    @Override
    public RefDatabase getRefDatabase() {
        RefDatabase refs = rows;
        return refs == null ? super.getRefDatabase() : refs;
    }

    @Override
    public ObjectDirectory getObjectDatabase() {
        ObjectDirectory other = shared;
        return other == null ? super.getObjectDatabase() : other;
    }

    /** Whatever reads objects begins here, on disk, and has no place in a transaction. */
    @Override
    public ObjectReader newObjectReader() {
        Store.requireNoTransaction("objects of git are read");
        Deadline until = deadline;
        return until == null ? super.newObjectReader() : until.until(super.newObjectReader());
    }

    @Override
    public ObjectInserter newObjectInserter() {
        Store.requireNoTransaction("objects of git are written");
        return new CountedObjects(super.newObjectInserter());
    }

    /** Objects borrowed while a push is in quarantine are this repository's own, and its refs are told anyway. */
    @Override
    public Set<ObjectId> getAdditionalHaves() {
        return Set.of();
    }

    /** Maintenance is Cook's own. */
    @Override
    public void autoGC(ProgressMonitor monitor) {}

    @Override
    protected void doClose() {
        if (shared == null) {
            super.doClose();
        }
    }
}
