package dev.cook.git;

import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefRefusal;
import dev.cook.domain.RefsOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.jspecify.annotations.Nullable;

/** Several refs moved by JGit: one transaction where they shall move together, else as many as can. */
final class PostgresBatch extends BatchRefUpdate {
    private final PostgresRefs refs;

    PostgresBatch(PostgresRefs refs) {
        super(refs);
        this.refs = refs;
    }

    @Override
    public void execute(RevWalk walk, ProgressMonitor monitor, @Nullable List<String> options) throws IOException {
        execute(walk, monitor);
    }

    @Override
    public void execute(RevWalk walk, ProgressMonitor monitor) throws IOException {
        List<ReceiveCommand> pending = new ArrayList<>();
        for (ReceiveCommand command : getCommands()) {
            if (command.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED) {
                command.updateType(walk);
                if (command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD && !isAllowNonFastForwards()) {
                    command.setResult(ReceiveCommand.Result.REJECTED_NONFASTFORWARD);
                } else {
                    pending.add(command);
                }
            }
        }
        if (isAtomic() && pending.size() < getCommands().size()) {
            ReceiveCommand.abort(getCommands());
            return;
        }
        while (!pending.isEmpty() && !tryAll(pending)) {
            pending.removeIf(command -> command.getResult() != ReceiveCommand.Result.NOT_ATTEMPTED);
        }
    }

    /** Moves all, or marks those in the way; false: the others may be tried without them. */
    private boolean tryAll(List<ReceiveCommand> pending) throws IOException {
        List<RefChange> changes = new ArrayList<>();
        for (ReceiveCommand command : pending) {
            changes.add(change(command));
        }
        return switch (refs.move(changes, getRefLogIdent())) {
            case RefsOutcome.Moved moved -> {
                pending.forEach(command -> command.setResult(ReceiveCommand.Result.OK));
                yield true;
            }
            case RefsOutcome.Refused refused -> {
                Map<String, String> reasons =
                        refused.refusals().stream().collect(Collectors.toMap(RefRefusal::ref, RefRefusal::reason));
                for (ReceiveCommand command : pending) {
                    String reason = reasons.get(command.getRefName());
                    if (reason != null) {
                        command.setResult(ReceiveCommand.Result.LOCK_FAILURE, reason);
                    }
                }
                if (isAtomic()) {
                    ReceiveCommand.abort(pending);
                }
                yield isAtomic();
            }
        };
    }

    private RefChange change(ReceiveCommand command) {
        ObjectId to = command.getNewId();
        boolean deletes = ObjectId.zeroId().equals(to);
        String message = getRefLogMessage(command);
        return new RefChange(
                command.getRefName(),
                id(command.getOldId()),
                id(to),
                deletes ? Optional.empty() : ObjectIds.peeled(refs.repository(), to),
                Optional.empty(),
                message == null ? "" : message);
    }

    private static Optional<Oid> id(ObjectId id) {
        return ObjectId.zeroId().equals(id) ? Optional.empty() : Optional.of(ObjectIds.oid(id));
    }
}
