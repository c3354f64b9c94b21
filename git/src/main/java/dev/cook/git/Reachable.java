package dev.cook.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;

/**
 * Whether objects belong to what a caller is shown. A partial clone asks for files by their ids alone, and no ref says
 * whether it may have them.
 */
public final class Reachable {
    private Reachable() {}

    /**
     * The first of some objects that cannot be reached from any tip, or is not there at all; both look alike. Bitmaps
     * answer for the history that they cover, what was pushed since is walked through.
     *
     * @throws IOException where the repository cannot be read
     */
    public static Optional<ObjectId> firstOutside(
            Repository repository, Collection<ObjectId> objects, Collection<ObjectId> tips) throws IOException {
        try (ObjectWalk walk = new ObjectWalk(repository)) {
            walk.setRetainBody(false);
            List<RevObject> wanted = new ArrayList<>();
            for (ObjectId object : objects) {
                try {
                    wanted.add(walk.parseAny(object));
                } catch (MissingObjectException e) {
                    return Optional.of(object);
                }
            }
            List<RevObject> from = new ArrayList<>();
            for (ObjectId tip : tips) {
                from.add(walk.parseAny(tip));
            }
            // JGit's own way without bitmaps finds no file that only an older commit has.
            Optional<? extends ObjectId> outside = walk.getObjectReader().getBitmapIndex() == null
                    ? walkThrough(walk, wanted, from)
                    : walk.getObjectReader()
                            .createObjectReachabilityChecker(walk)
                            .areAllReachable(wanted, from.stream());
            return outside.map(ObjectId::copy);
        }
    }

    /** Ends as soon as all were met: that is soon for most files of a tip, and as long as a clone for what is not there. */
    private static Optional<RevObject> walkThrough(ObjectWalk walk, List<RevObject> wanted, List<RevObject> from)
            throws IOException {
        Set<RevObject> left = new HashSet<>(wanted);
        for (RevObject tip : from) {
            walk.markStart(tip);
        }
        for (RevCommit commit = walk.next(); commit != null && !left.isEmpty(); commit = walk.next()) {
            left.remove(commit);
        }
        for (RevObject object = walk.nextObject(); object != null && !left.isEmpty(); object = walk.nextObject()) {
            left.remove(object);
        }
        return left.stream().findFirst();
    }
}
