package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;

/** Writes git notes: text beside commits that {@code git notes} shows. */
public final class NoteWriter {
    private final GitRepos repos;

    public NoteWriter(GitRepos repos) {
        this.repos = repos;
    }

    /**
     * Adds notes to those that are there. The commit is on disk before this returns, but nothing refers to it.
     *
     * @param before what the ref of the notes names at present
     * @param notes by the commit that each is about
     */
    public Oid write(RepoId repo, Optional<Oid> before, Map<Oid, byte[]> notes, String message, Instant at) {
        try (RepoLocks.Held _ = repos.locks().shared(repo);
                CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository);
                NewPack inserter = new NewPack(repos, repo)) {
            List<ObjectId> parents = new ArrayList<>();
            before.map(ObjectIds::objectId).ifPresent(parents::add);
            NoteMap map = parents.isEmpty()
                    ? NoteMap.newEmptyMap()
                    : NoteMap.read(walk.getObjectReader(), walk.parseCommit(parents.getFirst()));
            for (Map.Entry<Oid, byte[]> note : notes.entrySet()) {
                map.set(ObjectIds.objectId(note.getKey()), inserter.insert(Constants.OBJ_BLOB, note.getValue()));
            }
            ObjectId commit =
                    inserter.insert(CommitIdentity.COOK.commit(map.writeTree(inserter), parents, message, at));
            inserter.flush();
            return ObjectIds.oid(commit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
