package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefRename;
import org.eclipse.jgit.lib.RefUpdate;
import org.jspecify.annotations.Nullable;

/** A rename by JGit, with HEAD where it names the ref: one transaction. */
final class PostgresRefRename extends RefRename {
    private final PostgresRefs refs;

    PostgresRefRename(PostgresRefs refs, PostgresRefUpdate from, PostgresRefUpdate to) {
        super(from, to);
        this.refs = refs;
    }

    @Override
    protected RefUpdate.@Nullable Result doRename() throws IOException {
        Ref from = refs.current(source.getName());
        ObjectId id = from == null ? null : from.getObjectId();
        if (from == null || id == null || from.isSymbolic()) {
            return RefUpdate.Result.LOCK_FAILURE;
        }
        String message = getRefLogMessage() == null ? "" : getRefLogMessage();
        Oid oid = ObjectIds.oid(id);
        List<RefChange> changes = new ArrayList<>();
        changes.add(RefChange.delete(source.getName(), oid, message));
        changes.add(new RefChange(
                destination.getName(),
                Optional.empty(),
                Optional.of(oid),
                ObjectIds.peeled(refs.repository(), id),
                Optional.empty(),
                message));
        if (needToUpdateHEAD()) {
            changes.add(RefChange.link(Constants.HEAD, destination.getName(), message));
        }
        return switch (refs.move(changes, getRefLogIdent())) {
            case RefsOutcome.Moved moved -> RefUpdate.Result.RENAMED;
            case RefsOutcome.Refused refused -> RefUpdate.Result.LOCK_FAILURE;
        };
    }
}
