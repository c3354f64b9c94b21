package dev.cook.hooks;

import dev.cook.git.ObjectRules;
import dev.cook.git.Reachability;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jspecify.annotations.Nullable;

/**
 * JGit's side of a push, with stricter rules for objects, and with the step that moves refs given to Cook: it is a database
 * transaction.
 */
final class CookReceivePack extends ReceivePack {
    private final Consumer<List<ReceiveCommand>> mover;
    private @Nullable CountedInput input;

    CookReceivePack(Repository into, Consumer<List<ReceiveCommand>> mover) {
        super(into);
        this.mover = mover;
        ObjectRules rules = new ObjectRules(this::received);
        setObjectChecker(rules);
        this.connectivityChecker = new Reachability(rules);
    }

    private long received() {
        CountedInput counted = input;
        return counted == null ? 0 : counted.bytes();
    }

    @Override
    protected void init(InputStream in, OutputStream out, OutputStream messages) {
        CountedInput counted = new CountedInput(in);
        input = counted;
        super.init(counted, out, messages);
    }

    @Override
    protected void receivePackAndCheckConnectivity() throws IOException, SubmoduleValidationException {
        try {
            super.receivePackAndCheckConnectivity();
        } catch (OutOfMemoryError e) {
            // One object alone was too large for what is free now: its memory was never given, so others have theirs.
            throw new CorruptObjectException("an object of this push needs more memory than the server has");
        }
    }

    @Override
    protected void executeCommands() {
        List<ReceiveCommand> pending = filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED);
        if (!pending.isEmpty()) {
            mover.accept(pending);
        }
    }
}
