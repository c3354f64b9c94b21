package dev.cook.git;

import dev.cook.domain.Oid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;

/** Object ids between JGit and the domain. */
public final class ObjectIds {
    private ObjectIds() {}

    public static Oid oid(AnyObjectId id) {
        return new Oid(id.name());
    }

    public static ObjectId objectId(Oid id) {
        return ObjectId.fromString(id.hex());
    }

    /** What an annotated tag stands for in the end; empty for any other object. The object must be there. */
    public static Optional<Oid> peeled(Repository repository, AnyObjectId id) {
        try (RevWalk walk = Walks.of(repository)) {
            RevObject object = walk.parseAny(id);
            return object instanceof RevTag ? Optional.of(oid(walk.peel(object))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
