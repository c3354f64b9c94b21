package dev.cook.git;

import java.io.IOException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Walks through history that keep nothing of what commits say: else a history with large messages, of which a few megabytes
 * of pack can hold any number, takes as much memory as they have characters.
 */
public final class Walks {
    private Walks() {}

    /** A walk that knows of commits their ids, times, trees and parents. */
    public static RevWalk of(Repository repository) {
        RevWalk walk = new RevWalk(repository);
        walk.setRetainBody(false);
        return walk;
    }

    /** A walk that keeps what the commits say that it parses: whoever uses it bounds how many those are. */
    static RevWalk withMessages(Repository repository) {
        return new RevWalk(repository);
    }

    /** What one commit says: read for this, and forgotten by the walk at once. */
    public record Said(PersonIdent author, PersonIdent committer, String message, String title) {
        public static Said by(RevWalk walk, RevCommit commit) throws IOException {
            walk.parseBody(commit);
            Said said = new Said(
                    People.author(commit), People.committer(commit), commit.getFullMessage(), commit.getShortMessage());
            commit.disposeBody();
            return said;
        }
    }
}
