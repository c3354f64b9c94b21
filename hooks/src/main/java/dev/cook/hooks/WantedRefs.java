package dev.cook.hooks;

import dev.cook.domain.BranchName;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.store.Store;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Reads the commands of a push: what a client asks for depends on how commits relate, and on branches that it was not
 * shown.
 *
 * @param unadvertised branches on their way that the client was not shown, with their tips
 */
record WantedRefs(Store store, RepoId repo, Map<String, Oid> unadvertised) {
    WantedRefs {
        unadvertised = Map.copyOf(unadvertised);
    }

    /**
     * The same as {@link #wanted}, as kindly as it may turn out once the pack is here. A branch's new commit is not looked
     * for: usually it is in the pack, and to find that out means to search all packs of the repository.
     */
    PushTransaction.Wanted foreseen(RevWalk walk, ReceiveCommand command, PushOptions options) throws IOException {
        String ref = command.getRefName();
        Optional<Oid> shown = oid(command.getOldId());
        Optional<Oid> from = shown.or(() -> Optional.ofNullable(unadvertised.get(ref)));
        Optional<Oid> to = oid(command.getNewId());
        boolean isPlain = BranchName.ofRef(ref).isPresent()
                && from.equals(shown)
                && to.isPresent()
                && !(from.isEmpty() && options.follow());
        if (!isPlain) {
            try {
                return wanted(walk, command, options);
            } catch (MissingObjectException inThePack) {
                // Only now is it known to be new.
            }
        }
        PushPolicy.Kind kind = from.isEmpty() ? PushPolicy.Kind.CREATE : PushPolicy.Kind.FAST_FORWARD;
        return new PushTransaction.Wanted(ref, from, to, Optional.empty(), kind, false);
    }

    /**
     * What a command asks for.
     *
     * @throws MissingObjectException if the object that the ref is to name is not here
     */
    PushTransaction.Wanted wanted(RevWalk walk, ReceiveCommand command, PushOptions options) throws IOException {
        Optional<Oid> from = oid(command.getOldId());
        Optional<Oid> to = oid(command.getNewId());
        Optional<Oid> peeled = Optional.empty();
        if (to.isPresent() && walk.parseAny(command.getNewId()) instanceof RevTag tag) {
            RevObject target = walk.peel(tag);
            peeled = Optional.of(new Oid(target.name()));
        }
        String ref = command.getRefName();
        Oid hidden = unadvertised.get(ref);
        if (hidden != null && from.isEmpty() && to.isPresent()) {
            return reachesHidden(walk, ref, hidden, to.get());
        }
        if (from.isEmpty() && to.isPresent() && isToldAgain(ref, to.get(), options)) {
            return new PushTransaction.Wanted(ref, from, to, peeled, PushPolicy.Kind.CREATE, true);
        }
        PushPolicy.Kind kind =
                switch (command.getType()) {
                    case CREATE -> PushPolicy.Kind.CREATE;
                    case DELETE -> PushPolicy.Kind.DELETE;
                    case UPDATE -> PushPolicy.Kind.FAST_FORWARD;
                    case UPDATE_NONFASTFORWARD -> PushPolicy.Kind.FORCE;
                };
        return new PushTransaction.Wanted(ref, from, to, peeled, kind, false);
    }

    /** The client was not shown the branch, so it says "create"; what it means depends on how the two commits relate. */
    private static PushTransaction.Wanted reachesHidden(RevWalk walk, String ref, Oid tip, Oid pushed)
            throws IOException {
        RevCommit old = walk.parseCommit(ObjectId.fromString(tip.hex()));
        RevCommit now = walk.parseCommit(ObjectId.fromString(pushed.hex()));
        Optional<Oid> from = Optional.of(tip);
        Optional<Oid> to = Optional.of(pushed);
        if (walk.isMergedInto(now, old)) {
            return new PushTransaction.Wanted(ref, from, from, Optional.empty(), PushPolicy.Kind.FAST_FORWARD, true);
        }
        PushPolicy.Kind kind = walk.isMergedInto(old, now) ? PushPolicy.Kind.FAST_FORWARD : PushPolicy.Kind.DIVERGED;
        return new PushTransaction.Wanted(ref, from, to, Optional.empty(), kind, false);
    }

    /** Whether somebody who waited asks again about a branch that has landed meanwhile, by pushing the very same thing. */
    private boolean isToldAgain(String ref, Oid pushed, PushOptions options) {
        return options.follow()
                && BranchName.ofRef(ref)
                        .flatMap(name -> store.read(tx -> tx.branches().latest(repo, name)))
                        .filter(branch -> branch.landedAs().isPresent()
                                && branch.startedFrom().equals(pushed)
                                && branch.task().equals(options.task()))
                        .isPresent();
    }

    /** An id of the protocol, where all zeros mean that there is none. */
    static Optional<Oid> oid(ObjectId id) {
        return id.equals(ObjectId.zeroId()) ? Optional.empty() : Optional.of(new Oid(id.name()));
    }
}
