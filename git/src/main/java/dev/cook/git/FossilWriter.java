package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
     * @param files contents by path; a path may hold {@code /}
     * @param by name of an account, an environment or a part of Cook
     */
    public Oid write(RepoId repo, List<Oid> parents, Map<String, byte[]> files, String message, String by, Instant at) {
        try (RepoLocks.Held _ = repos.locks().shared(repo);
                Quarantine quarantine = repos.quarantine(repo);
                ObjectInserter inserter = quarantine.repository().newObjectInserter()) {
            ObjectId tree = tree(inserter, files);
            ObjectId commit = inserter.insert(Signature.of(by)
                    .commit(tree, parents.stream().map(Ids::objectId).toList(), message, at));
            inserter.flush();
            quarantine.accept();
            return Ids.oid(commit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectId tree(ObjectInserter inserter, Map<String, byte[]> files) throws IOException {
        DirCache index = DirCache.newInCore();
        DirCacheBuilder entries = index.builder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            DirCacheEntry entry = new DirCacheEntry(file.getKey());
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
            entries.add(entry);
        }
        entries.finish();
        return index.writeTree(inserter);
    }
}
