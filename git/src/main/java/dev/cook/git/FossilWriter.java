package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Writes a story beside the history it tells of: a commit on top of a tip, whose tree is the story alone. */
public final class FossilWriter {
    private final GitRepos repos;

    public FossilWriter(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * The commit is on disk before this returns, but nothing refers to it.
     *
     * @param parents the tip that the story is about, and what was never pushed to it
     * @param files written one after the other, so that the heap never holds a large one
     * @param by name of an account, an environment or a part of Cook
     */
    public Oid write(RepoId repo, List<Oid> parents, List<FossilFile> files, String message, String by, Instant at) {
        try (RepoLocks.Held _ = repos.locks().shared(repo);
                Quarantine quarantine = repos.quarantine(repo);
                ObjectInserter inserter = quarantine.newInserter()) {
            ObjectId tree = tree(inserter, files, quarantine.objects().resolve("spool"));
            ObjectId commit = inserter.insert(CommitIdentity.of(by)
                    .commit(tree, parents.stream().map(ObjectIds::objectId).toList(), message, at));
            inserter.flush();
            quarantine.accept();
            return ObjectIds.oid(commit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param spool a file that goes with the quarantine: git wants to know how long a file is before it gets the first byte */
    private static ObjectId tree(ObjectInserter inserter, List<FossilFile> files, Path spool) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder entries = index.builder();
        for (FossilFile file : files) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(spool))) {
                file.content().to(out);
            }
            DirCacheEntry entry = new DirCacheEntry(file.path());
            entry.setFileMode(FileMode.REGULAR_FILE);
            try (InputStream in = Files.newInputStream(spool)) {
                entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, Files.size(spool), in));
            }
            entries.add(entry);
        }
        entries.finish();
        return index.writeTree(inserter);
    }
}
