package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Commits that gates answer with. A gate is believed about files alone: the commit with its parent, its author and its
 * message is made here, so that no history comes in but the one that was judged.
 */
public final class GateCommits {
    private final GitRepos repos;

    public GateCommits(GitRepos repos) {
        this.repos = repos;
    }

    /** What a gate made of a commit. */
    public sealed interface Result {
        /** Its files are as they were. */
        record Same() implements Result {}

        /** A commit on top of the one that it was given; on disk, but nothing refers to it. */
        record Changed(Oid commit) implements Result {}

        /** It is no answer to what was asked. */
        record Foreign(String why) implements Result {}
    }

    /**
     * Makes a commit of what a gate left; the same again for the same words.
     *
     * @param given the commit that the gate was given
     * @param left the commit that it left
     * @param by who signs, in one line
     */
    public Result take(RepoId repo, Oid given, Oid left, String by, String message, Instant at) {
        try (RepoLocks.Held _ = repos.locks().shared(repo);
                CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository);
                NewPack pack = new NewPack(repos, repo)) {
            RevCommit before = walk.parseCommit(ObjectIds.objectId(given));
            RevCommit after = walk.parseCommit(ObjectIds.objectId(left));
            if (after.getParentCount() != 1 || !after.getParent(0).equals(before)) {
                return new Result.Foreign("the gate's commit is not based on the commit that the gate was given");
            }
            if (after.getTree().equals(before.getTree())) {
                return new Result.Same();
            }
            return new Result.Changed(commit(pack, before, after, by, message, at));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the files of an earlier answer on top of a commit that has the same files as the one that was judged then. */
    public Oid again(RepoId repo, Oid given, Oid earlier, String by, String message, Instant at) {
        try (RepoLocks.Held _ = repos.locks().shared(repo);
                CookRepository repository = repos.open(repo);
                RevWalk walk = Walks.of(repository);
                NewPack pack = new NewPack(repos, repo)) {
            return commit(
                    pack,
                    walk.parseCommit(ObjectIds.objectId(given)),
                    walk.parseCommit(ObjectIds.objectId(earlier)),
                    by,
                    message,
                    at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Oid commit(NewPack pack, RevCommit parent, RevCommit files, String by, String message, Instant at)
            throws IOException {
        ObjectId commit = pack.insert(
                new CommitIdentity(by, "gate@cook.invalid").commit(files.getTree(), List.of(parent), message, at));
        pack.flush();
        return ObjectIds.oid(commit);
    }
}
