package dev.cook.hooks;

import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.git.LfsCheck;
import dev.cook.git.Quarantine;
import dev.cook.git.RepoLocks;
import dev.cook.git.Trees;
import dev.cook.git.Walks;
import dev.cook.store.Freshness;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PostReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;

/** One push of one caller: JGit takes the objects into quarantine, Cook decides and moves the refs. */
public final class Push implements AutoCloseable {
    /** What a push is judged by. */
    private static final Topic[] DECIDING = {
        Topic.PEOPLE,
        Topic.REPOS,
        Topic.REFS,
        Topic.BRANCHES,
        Topic.SESSIONS,
        Topic.ENVIRONMENTS,
        Topic.CANDIDATES,
        Topic.GATES
    };

    /** What was refused of a push, as rows stood at a moment. */
    private record Judged(List<PushTransaction.Wanted> wanted, Map<String, String> refused, Freshness.Stamp stamp) {}

    private Optional<Judged> judged = Optional.empty();

    private final Store store;
    private final RepoId repo;
    private final RepoName name;
    private final Caller caller;
    private final PushSettings settings;
    private List<PushTransaction.Wanted> moved = List.of();
    private final Trees trees;
    private final Submodules submodules;
    private final Quarantine quarantine;
    private final RepoLocks locks;
    private final WantedRefs wantedRefs;
    private final Runnable afterwards;
    private final CookReceivePack receivePack;
    private final PushMessages messages;
    private Optional<PushTransaction.Result> result = Optional.empty();
    private PushOptions options = PushOptions.NONE;

    /**
     * Made by {@link PushHooks}.
     *
     * @param beside what whoever pushes is told beside the result
     * @param trees where the target's cook.toml is read
     * @param submodules finds what pushed heads have as submodules
     * @param locks taken while objects are put in place until the refs name them, so that no repack loses them
     * @param unadvertised branches that are on their way, with their tips: left out of what the client is shown, so that
     *     pushing the same commit again reaches the server instead of being "up to date"
     * @param lfs finds large files that were not uploaded
     * @param saves tips of what the client saved, of which nobody knows whether its large files were uploaded
     * @param afterwards what has to be done when the push is over, however it ended
     */
    Push(
            Store store,
            Repo repo,
            PushMessages.Beside beside,
            Caller caller,
            PushSettings settings,
            Trees trees,
            Submodules submodules,
            Quarantine quarantine,
            RepoLocks locks,
            Map<String, Oid> unadvertised,
            LfsCheck lfs,
            Set<ObjectId> saves,
            Runnable afterwards) {
        this.store = store;
        this.repo = repo.id();
        this.name = repo.name();
        this.caller = caller;
        this.settings = settings;
        this.trees = trees;
        this.submodules = submodules;
        this.quarantine = quarantine;
        this.locks = locks;
        this.wantedRefs = new WantedRefs(store, repo.id(), unadvertised);
        this.afterwards = afterwards;
        this.receivePack = new CookReceivePack(
                quarantine.repository(), settings.packBytes(), lfs, saves, new CookReceivePack.Decider() {
                    @Override
                    public void judge(List<ReceiveCommand> commands) {
                        Push.this.judge(commands);
                    }

                    @Override
                    public void move(List<ReceiveCommand> commands) {
                        Push.this.move(commands);
                    }
                });
        this.messages = new PushMessages(store, repo, caller, beside, trees, quarantine, receivePack);
        receivePack.setPostReceiveHook((PostReceiveHook) (_, _) -> messages.tell(options, result, moved));
    }

    /** JGit's part, for the transport to speak through. Its streams are to be those of {@link #guard}. */
    public ReceivePack receivePack() {
        return receivePack;
    }

    /** Serves a push whose client waits on both streams. */
    public void serve(InputStream in, OutputStream out, OutputStream err) throws IOException {
        receivePack.receive(in, guard(out), err);
        if (receivePack.isEmpty()) {
            messages.tellOfUnadvertised(wantedRefs.unadvertised().keySet(), err);
        }
        receivePack.hearOut();
    }

    /** The stream to the client, watched: JGit swallows what fails while messages are written. */
    public OutputStream guard(OutputStream out) {
        return new DisconnectDetector(out, this::detach);
    }

    /** The client is gone: what it asked for goes on, and nothing is told any more. */
    public void detach() {
        messages.detach();
    }

    @Override
    public void close() {
        try {
            quarantine.close();
        } finally {
            afterwards.run();
        }
    }

    /**
     * Refuses a push of which nothing could be accepted, before its pack is read. What the pack holds is not known yet, so
     * each branch is taken to go forward; if some refs may move, all is judged again when it is.
     */
    private void judge(List<ReceiveCommand> commands) {
        if (!understood(commands)) {
            return;
        }
        try (RevWalk walk = Walks.of(quarantine.repository())) {
            List<PushTransaction.Wanted> wanted = new ArrayList<>();
            Map<String, String> refused = new HashMap<>();
            for (ReceiveCommand command : commands) {
                if (isName(command.getRefName())) {
                    wanted.add(wantedRefs.foreseen(walk, command, options));
                } else {
                    refused.put(command.getRefName(), JGitText.get().funnyRefname);
                }
            }
            if (!wanted.isEmpty()) {
                refused.putAll(refusals(wanted));
            }
            if (refused.size() == commands.size()) {
                answer(commands, refused, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is none, JGit refuses as well, but only when it has read the pack. */
    private static boolean isName(String ref) {
        return ref.startsWith(Constants.R_REFS) && Repository.isValidRefName(ref);
    }

    /** Whether the push says something; if not, all of it is refused. */
    private boolean understood(List<ReceiveCommand> commands) {
        if (commands.size() > settings.commands()) {
            refuse(commands, "this push moves more than " + settings.commands() + " refs; push in parts");
            return false;
        }
        Set<String> names = new HashSet<>();
        for (ReceiveCommand command : commands) {
            if (!names.add(command.getRefName())) {
                refuse(commands, "this push names " + command.getRefName() + " more than once");
                return false;
            }
        }
        List<String> given = receivePack.getPushOptions();
        switch (PushOptions.parse(given == null ? List.of() : given, settings.promptBytes())) {
            case PushOptions.Parsed.Bad bad -> {
                receivePack.sendMessage(bad.problem());
                refuse(commands, "invalid push option; see the message above");
                return false;
            }
            case PushOptions.Parsed.Good good -> options = good.options();
        }
        return true;
    }

    private void move(List<ReceiveCommand> commands) {
        if (!understood(commands)) {
            return;
        }
        try (RepoLocks.Held _ = locks.shared(repo);
                RevWalk walk = Walks.of(quarantine.repository())) {
            List<PushTransaction.Wanted> wanted = new ArrayList<>();
            for (ReceiveCommand command : commands) {
                wanted.add(wantedRefs.wanted(walk, command, options));
            }
            boolean atomic = receivePack.isAtomic();
            // What is put in place stays: maintenance never prunes. So nothing is for a push that will be refused.
            Map<String, String> refused = refusals(wanted);
            if (refused.size() == commands.size() || (atomic && !refused.isEmpty())) {
                answer(commands, refused, atomic);
                return;
            }
            quarantine.acceptReceived();
            Map<String, List<RepoName>> modules = submodules.of(caller, repo, name, wanted);
            PushTransaction.Result done = store.write(
                    tx -> PushTransaction.run(tx, repo, caller, options, settings, trees, wanted, modules, atomic));
            result = Optional.of(done);
            moved = atomic && !done.rejected().isEmpty()
                    ? List.of()
                    : wanted.stream()
                            .filter(one -> !done.rejected().containsKey(one.ref()))
                            .toList();
            answer(commands, done.rejected(), atomic);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asked before the pack is read, and again before its objects are kept: the second time only of what may have changed. */
    private Map<String, String> refusals(List<PushTransaction.Wanted> wanted) {
        if (judged.filter(before -> before.wanted().equals(wanted))
                .filter(before -> store.freshness().isCurrent(before.stamp()))
                .isPresent()) {
            return judged.get().refused();
        }
        Optional<Freshness.Stamp> stamp = store.freshness().stamp(DECIDING);
        Map<String, String> refused =
                store.read(tx -> PushTransaction.refusals(tx, repo, caller, options, settings, trees, wanted));
        judged = stamp.map(taken -> new Judged(List.copyOf(wanted), refused, taken));
        return refused;
    }

    private static void answer(List<ReceiveCommand> commands, Map<String, String> refused, boolean atomic) {
        for (ReceiveCommand command : commands) {
            String reason = refused.get(command.getRefName());
            if (reason != null) {
                command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, oneLine(reason));
            } else if (atomic && !refused.isEmpty()) {
                command.setResult(
                        ReceiveCommand.Result.REJECTED_OTHER_REASON, "another ref in this atomic push was refused");
            } else {
                command.setResult(ReceiveCommand.Result.OK);
            }
        }
    }

    private static void refuse(List<ReceiveCommand> commands, String reason) {
        commands.forEach(command -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, reason));
    }

    private static String oneLine(String reason) {
        return reason.replace('\n', ' ');
    }
}
