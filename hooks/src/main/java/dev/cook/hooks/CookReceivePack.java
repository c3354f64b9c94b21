package dev.cook.hooks;

import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** JGit's side of a push, with the step that moves refs given to Cook: it is a database transaction. */
final class CookReceivePack extends ReceivePack {
    private final Consumer<List<ReceiveCommand>> mover;

    CookReceivePack(Repository into, Consumer<List<ReceiveCommand>> mover) {
        super(into);
        this.mover = mover;
    }

    @Override
    protected void executeCommands() {
        List<ReceiveCommand> pending = filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED);
        if (!pending.isEmpty()) {
            mover.accept(pending);
        }
    }
}
