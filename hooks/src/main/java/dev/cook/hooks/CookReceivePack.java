package dev.cook.hooks;

import dev.cook.git.ObjectRules;
import dev.cook.git.Reachability;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JGit's side of a push, with stricter rules for objects, with the commands judged before the pack is read, and with the
 * step that moves refs given to Cook: it is a database transaction.
 */
final class CookReceivePack extends ReceivePack {
    /** Cook's part in a push. */
    interface Decider {
        /** Refuses commands for which no pack is needed to know; where all of them are, the pack is not taken. */
        void judge(List<ReceiveCommand> commands);

        /** Moves refs; their objects are in quarantine and in order. */
        void move(List<ReceiveCommand> commands);
    }

    private static final Logger LOG = LoggerFactory.getLogger(CookReceivePack.class);

    private static final int PIECE = 64 * 1024;

    private final long longestPack;
    private final Decider decider;
    private @Nullable CountingInput input;
    private boolean unread;

    /** @param longestPack the most that is read of a pack that nobody wants */
    CookReceivePack(Repository into, long longestPack, Decider decider) {
        super(into);
        this.longestPack = longestPack;
        this.decider = decider;
        ObjectRules rules = new ObjectRules(this::received);
        setObjectChecker(rules);
        this.connectivityChecker = new Reachability(rules);
    }

    private long received() {
        CountingInput counted = input;
        return counted == null ? 0 : counted.bytes();
    }

    @Override
    protected void init(InputStream in, OutputStream out, OutputStream messages) {
        CountingInput counted = new CountingInput(in);
        input = counted;
        super.init(counted, out, messages);
    }

    @Override
    protected void receivePackAndCheckConnectivity() throws IOException, SubmoduleValidationException {
        List<ReceiveCommand> fresh = filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED);
        if (!fresh.isEmpty()) {
            judge(fresh);
        }
        if (filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED).isEmpty()) {
            unread = true;
            if (!isBiDirectionalPipe()) {
                // The pack is all that is left of the request, and git reads no answer before it has sent it.
                passOver();
            }
            return;
        }
        try {
            super.receivePackAndCheckConnectivity();
        } catch (OutOfMemoryError e) {
            // One object alone was too large for what is free now: its memory was never given, so others have theirs.
            throw new CorruptObjectException("an object in this push needs more memory than the server has");
        }
    }

    /** JGit tells the client the message of what is thrown here, so it is one for the client. */
    private void judge(List<ReceiveCommand> commands) throws IOException {
        try {
            decider.judge(commands);
        } catch (RuntimeException e) {
            String id = UUID.randomUUID().toString();
            LOG.error("a push cannot be judged ({})", id, e);
            throw new IOException(
                    (Store.isUnreachable(e) ? "the server cannot reach its database" : "internal error")
                            + "; nothing was changed. Try again in a minute (reference " + id + ")",
                    e);
        }
    }

    @Override
    protected void executeCommands() {
        List<ReceiveCommand> pending = filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED);
        if (!pending.isEmpty()) {
            decider.move(pending);
        }
    }

    /**
     * Reads on for a client that was answered but is still sending a pack that nobody wants, until it hangs up: one that
     * cannot send does not read why it was refused.
     */
    void hearOut() throws IOException {
        if (unread) {
            passOver();
        }
    }

    /** Nothing is kept of it, so it may be as long as any pack. */
    private void passOver() throws IOException {
        InputStream sent = input;
        if (sent == null) {
            return;
        }
        byte[] piece = new byte[PIECE];
        long left = longestPack;
        for (int n = sent.read(piece); n >= 0 && left > 0; n = sent.read(piece)) {
            left -= n;
        }
    }
}
