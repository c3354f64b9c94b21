package dev.cook.hooks;

import dev.cook.domain.AccountId;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PostReceiveHook;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One push of one caller: JGit takes the objects into quarantine, Cook decides and moves the refs. */
public final class Push implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Push.class);

    /** Branches of one push about whose configuration something is said: each may take ten seconds. */
    private static final int MOST_REMARKED = 3;

    /** Branches on their way that whoever pushes nothing is told of. */
    private static final int MOST_TOLD = 3;

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
    private final BranchName defaultBranch;
    private final Function<BranchName, String> page;
    private final Optional<String> notice;
    private final Caller caller;
    private final PushSettings settings;
    private final Remarks remarks;
    private List<PushTransaction.Wanted> moved = List.of();
    private final Trees trees;
    private final Submodules submodules;
    private final Quarantine quarantine;
    private final RepoLocks locks;
    private final Map<String, Oid> unadvertised;
    private final Runnable afterwards;
    private final CookReceivePack receivePack;
    private Optional<PushTransaction.Result> result = Optional.empty();
    private PushOptions options = PushOptions.NONE;
    private volatile boolean detached;

    /**
     * Made by {@link PushHooks}.
     *
     * @param page address of a branch's page
     * @param notice what whoever pushes is told beside the result
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
            Function<BranchName, String> page,
            Optional<String> notice,
            Caller caller,
            PushSettings settings,
            Remarks remarks,
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
        this.defaultBranch = repo.defaultBranch();
        this.page = page;
        this.notice = notice;
        this.caller = caller;
        this.settings = settings;
        this.remarks = remarks;
        this.trees = trees;
        this.submodules = submodules;
        this.quarantine = quarantine;
        this.locks = locks;
        this.unadvertised = Map.copyOf(unadvertised);
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
        receivePack.setPostReceiveHook((PostReceiveHook) (_, _) -> tell());
    }

    /** JGit's part, for the transport to speak through. Its streams are to be those of {@link #guard}. */
    public ReceivePack receivePack() {
        return receivePack;
    }

    /** Serves a push whose client waits on both streams. */
    public void serve(InputStream in, OutputStream out, OutputStream messages) throws IOException {
        receivePack.receive(in, guard(out), messages);
        if (receivePack.isEmpty()) {
            tellOfUnadvertised(messages);
        }
        receivePack.hearOut();
    }

    /**
     * A push of nothing may be one that git itself refused, because it was not shown the branch: only here can be said why.
     * Over HTTP git asks no further.
     */
    private void tellOfUnadvertised(OutputStream messages) throws IOException {
        List<Branch> own = unadvertised.isEmpty()
                ? List.of()
                : store
                        .read(tx -> tx.branches()
                                .alive(
                                        repo,
                                        unadvertised.keySet().stream()
                                                .flatMap(ref -> BranchName.ofRef(ref).stream())
                                                .toList()))
                        .stream()
                        .filter(branch -> branch.startedBy().equals(caller.name()))
                        .sorted(Comparator.comparing(branch -> branch.name().value()))
                        .limit(MOST_TOLD)
                        .toList();
        for (Branch branch : own) {
            messages.write(("cook: " + branch.name() + " is on its way to " + branch.target()
                            + ", and git is not shown it in a push: add commits to change it, or run `branch abandon "
                            + name + " " + branch.name() + "` to delete it or to push something else\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The stream to the client, watched: JGit swallows what fails while messages are written. */
    public OutputStream guard(OutputStream out) {
        return new DisconnectDetector(out, this::detach);
    }

    /** The client is gone: what it asked for goes on, and nothing is told any more. */
    public void detach() {
        detached = true;
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
                    wanted.add(foreseen(walk, command));
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
                wanted.add(wanted(walk, command));
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

    /** The same as {@link #wanted}, as kindly as it may turn out once the commit that is pushed can be read. */
    private PushTransaction.Wanted foreseen(RevWalk walk, ReceiveCommand command) throws IOException {
        try {
            return wanted(walk, command);
        } catch (MissingObjectException inThePack) {
            String ref = command.getRefName();
            Optional<Oid> hidden = Optional.ofNullable(unadvertised.get(ref));
            Optional<Oid> from = oid(command.getOldId()).or(() -> hidden);
            PushPolicy.Kind kind = from.isEmpty() ? PushPolicy.Kind.CREATE : PushPolicy.Kind.FAST_FORWARD;
            return new PushTransaction.Wanted(ref, from, oid(command.getNewId()), Optional.empty(), kind, false);
        }
    }

    private PushTransaction.Wanted wanted(RevWalk walk, ReceiveCommand command) throws IOException {
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
        if (from.isEmpty() && to.isPresent() && isToldAgain(ref, to.get())) {
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
    private boolean isToldAgain(String ref, Oid pushed) {
        return options.follow()
                && BranchName.ofRef(ref)
                        .flatMap(name -> store.read(tx -> tx.branches().latest(repo, name)))
                        .filter(branch -> branch.landedAs().isPresent()
                                && branch.startedFrom().equals(pushed)
                                && branch.task().equals(options.task()))
                        .isPresent();
    }

    private static void refuse(List<ReceiveCommand> commands, String reason) {
        commands.forEach(command -> command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, reason));
    }

    /** After the client has its answer: what was started, where to look, and with {@code -o wait} what happens. */
    private void tell() {
        notice.ifPresent(this::say);
        result.flatMap(PushTransaction.Result::becameDefault)
                .ifPresent(name ->
                        say(name + " is the default branch now, on which branches land; `repo default REPO BRANCH`"
                                + " chooses another"));
        remark();
        if (result.isEmpty() || result.get().followed().isEmpty()) {
            return;
        }
        BranchId branch = result.get().followed().get().id();
        try {
            if (caller instanceof Caller.AccountCaller) {
                say(page.apply(result.get().followed().get().name()));
                options.task().flatMap(_ -> remarks.onAgent(branch)).ifPresent(why -> say("warning: " + why));
            }
            if (options.follow()) {
                new BranchFollower(store).follow(branch, after(), () -> detached, this::say);
            } else if (options.concernsBranch()) {
                new BranchFollower(store).tellNow(branch, after(), this::say);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The push is done and answered; only the telling broke.
            LOG.warn("telling of branch {} ended early", branch, e);
        }
    }

    /** What is wrong with configurations that were pushed: else it is noticed when a branch waits. */
    private void remark() {
        try {
            moved.stream().filter(this::isConfiguration).limit(MOST_REMARKED).forEach(one -> remarks.on(
                            repo,
                            BranchName.ofRef(one.ref()).orElseThrow(),
                            one.to().orElseThrow(),
                            pusher())
                    .forEach(this::say));
        } catch (RuntimeException e) {
            // The push is done; only the telling broke.
            LOG.warn("no remarks on a push to repository {}", repo, e);
        }
    }

    private Optional<AccountId> pusher() {
        return switch (caller) {
            case Caller.AccountCaller holder -> Optional.of(holder.account());
            case Caller.EnvironmentCaller _ -> Optional.empty();
        };
    }

    private boolean isConfiguration(PushTransaction.Wanted one) {
        if (BranchName.ofRef(one.ref()).isEmpty()
                || one.to().isEmpty()
                || one.to().equals(one.from())) {
            return false;
        }
        Optional<Oid> before = one.from().or(this::defaultTip);
        return before.isEmpty()
                || before.equals(one.to())
                || trees.firstChanged(repo, before.get(), one.to().get(), remarks::concern)
                        .isPresent();
    }

    /** The default branch as it stood before the push. */
    private Optional<Oid> defaultTip() {
        try {
            return Optional.ofNullable(quarantine.repository().exactRef(defaultBranch.ref()))
                    .flatMap(ref -> Optional.ofNullable(ref.getObjectId()))
                    .flatMap(Push::oid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A push that only attaches again is told the whole story, one that changed something what came of it. */
    private long after() {
        return result.map(PushTransaction.Result::attachedOnly).orElse(false)
                ? 0
                : result.map(PushTransaction.Result::lastEvent).orElse(0L);
    }

    private void say(String line) {
        receivePack.sendMessage(line);
        try {
            receivePack.getMessageOutputStream().flush();
        } catch (IOException e) {
            detach();
        }
    }

    private static Optional<Oid> oid(ObjectId id) {
        return id.equals(ObjectId.zeroId()) ? Optional.empty() : Optional.of(new Oid(id.name()));
    }

    private static String oneLine(String reason) {
        return reason.replace('\n', ' ');
    }
}
