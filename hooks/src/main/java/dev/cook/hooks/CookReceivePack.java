package dev.cook.hooks;

import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Bytes;
import dev.cook.domain.Text;
import dev.cook.git.LfsCheck;
import dev.cook.git.ObjectRules;
import dev.cook.git.Reachability;
import dev.cook.store.FailureReason;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.lib.ObjectId;
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
    private final LfsCheck lfs;
    private final PushedNames names = new PushedNames();
    private @Nullable CountingInput input;
    private boolean unread;

    /**
     * @param longestPack the most that is read of a pack that nobody wants
     * @param lfs finds large files that were not uploaded
     * @param saves tips of what was saved, of which nobody knows whether its large files were uploaded
     */
    CookReceivePack(Repository into, long longestPack, LfsCheck lfs, Set<ObjectId> saves, Decider decider) {
        super(into);
        this.longestPack = longestPack;
        this.decider = decider;
        this.lfs = lfs;
        ObjectRules rules = new ObjectRules(this::received);
        setObjectChecker(rules);
        Reachability strict = new Reachability(rules, lfs, saves);
        Reachability saving = new Reachability(rules, lfs, Set.of());
        this.connectivityChecker =
                (push, haves, progress) -> (isSave() ? saving : strict).checkConnectivity(push, haves, progress);
    }

    /** Whether all that moves is what is saved of somebody's work: that is taken as it is. */
    private boolean isSave() {
        return getAllCommands().stream()
                .allMatch(command -> command.getRefName().startsWith(AutosaveRef.PREFIX));
    }

    private long received() {
        CountingInput counted = input;
        return counted == null ? 0 : counted.bytes();
    }

    @Override
    protected void init(InputStream in, OutputStream out, OutputStream messages) {
        CountingInput counted = new CountingInput(in, names);
        input = counted;
        super.init(counted, out, messages);
    }

    @Override
    protected void receivePackAndCheckConnectivity() throws IOException, SubmoduleValidationException {
        refuseUnreadable();
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
            if (lfs.missing() > 0 && !isSave()) {
                refuseMissing();
            }
        } catch (OutOfMemoryError e) {
            // One object alone was too large for what is free now: its memory was never given, so others have theirs.
            throw new CorruptObjectException("an object in this push needs more memory than the server has");
        }
    }

    /** Git does not find the answer about such a name in the report, so it is told twice. */
    private void refuseUnreadable() {
        for (ReceiveCommand command : filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED)) {
            if (names.notUtf8().contains(command.getRefName())) {
                String wayOut = "rename the branch or tag with git branch -m or git tag, and push it again";
                sendMessage("error: the name of " + Text.printable(command.getRefName()) + " is not UTF-8; " + wayOut);
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "the name is not UTF-8: " + wayOut);
            }
        }
    }

    /** Whoever checks this out would not get the files, and who has them may be gone by then. */
    private void refuseMissing() {
        long more = lfs.missing() - lfs.named().size();
        sendMessage("error: this push refers to Git LFS objects that the server does not have:");
        lfs.named()
                .forEach(missing -> sendMessage("  " + Text.printable(missing.path()) + " (oid "
                        + missing.object().oid() + ", "
                        + Bytes.told(missing.object().size()) + ")"));
        if (more > 0) {
            sendMessage("  and " + more + " more");
        }
        sendMessage("Upload them with `git lfs push --all REMOTE`, then push again.");
        sendMessage("`git lfs install` makes each later push do both.");
        filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED)
                .forEach(command -> command.setResult(
                        ReceiveCommand.Result.REJECTED_OTHER_REASON,
                        lfs.missing() + (lfs.missing() == 1 ? " Git LFS object is" : " Git LFS objects are")
                                + " missing: run `git lfs push --all REMOTE`, then push again"));
    }

    /** JGit tells the client the message of what is thrown here, so it is one for the client. */
    private void judge(List<ReceiveCommand> commands) throws IOException {
        try {
            decider.judge(commands);
        } catch (RuntimeException e) {
            String id = UUID.randomUUID().toString();
            LOG.error("a push cannot be judged ({})", id, e);
            throw new IOException(
                    FailureReason.told(e) + "; nothing was changed. Try again in a minute (reference " + id + ")", e);
        }
    }

    @Override
    protected void executeCommands() {
        List<ReceiveCommand> pending = filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED);
        if (pending.isEmpty()) {
            return;
        }
        try {
            decider.move(pending);
        } catch (RuntimeException e) {
            // The client waits for an answer to each of its commands, and understands nothing else.
            String id = UUID.randomUUID().toString();
            LOG.error("a push cannot be carried out ({})", id, e);
            // Where a connection is lost with the answer of the database, it may have taken the push.
            String so =
                    Store.isUnreachable(e) ? "; fetch to see whether the push was accepted" : "; nothing was changed";
            filterCommands(ReceiveCommand.Result.NOT_ATTEMPTED)
                    .forEach(command -> command.setResult(
                            ReceiveCommand.Result.REJECTED_OTHER_REASON,
                            FailureReason.told(e) + so + " (reference " + id + ")"));
        }
    }

    /** Whether the client asked for nothing. */
    boolean isEmpty() {
        return !names.any();
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
