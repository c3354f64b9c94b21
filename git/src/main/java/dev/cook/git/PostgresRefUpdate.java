package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/** One ref moved by JGit: compared and set in one transaction, so its lock is only a fresh read. */
final class PostgresRefUpdate extends RefUpdate {
    private final PostgresRefs refs;
    private String name;

    PostgresRefUpdate(PostgresRefs refs, Ref ref) {
        super(ref);
        this.refs = refs;
        this.name = ref.getName();
    }

    @Override
    protected RefDatabase getRefDatabase() {
        return refs;
    }

    @Override
    protected Repository getRepository() {
        return refs.repository();
    }

    @Override
    protected boolean tryLock(boolean deref) {
        Ref ref = getRef();
        name = (deref ? ref.getLeaf() : ref).getName();
        setOldObjectId(objectNow());
        return true;
    }

    private @Nullable ObjectId objectNow() {
        Ref now = refs.current(name);
        return now == null ? null : now.getObjectId();
    }

    /** What the row must hold: a symbolic ref's row holds no object, though JGit sees that of its leaf. */
    private Optional<Oid> expected() {
        Ref now = refs.exactRef(name);
        ObjectId old = getOldObjectId();
        boolean none = old == null || ObjectId.zeroId().equals(old) || (now != null && now.isSymbolic());
        return none ? Optional.empty() : Optional.of(ObjectIds.oid(old));
    }

    @Override
    protected void unlock() {
        // Nothing is held between the read and the transaction.
    }

    @Override
    protected Result doUpdate(Result desired) throws IOException {
        ObjectId to = getNewObjectId();
        return move(
                new RefChange(
                        name,
                        expected(),
                        Optional.of(ObjectIds.oid(to)),
                        ObjectIds.peeled(getRepository(), to),
                        Optional.empty(),
                        message()),
                desired);
    }

    @Override
    protected Result doDelete(Result desired) throws IOException {
        return move(
                new RefChange(name, expected(), Optional.empty(), Optional.empty(), Optional.empty(), message()),
                desired);
    }

    @Override
    protected Result doLink(String target) throws IOException {
        boolean there = refs.exactRef(name) != null;
        return move(
                new RefChange(name, expected(), Optional.empty(), Optional.empty(), Optional.of(target), message()),
                there ? Result.FORCED : Result.NEW);
    }

    private Result move(RefChange change, Result desired) throws IOException {
        return switch (refs.move(List.of(change), getRefLogIdent())) {
            case RefsOutcome.Moved moved -> desired;
            case RefsOutcome.Refused refused -> Result.LOCK_FAILURE;
        };
    }

    private String message() {
        String message = getRefLogMessage();
        return message == null ? "" : message;
    }
}
