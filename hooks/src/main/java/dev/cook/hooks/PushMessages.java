package dev.cook.hooks;

import dev.cook.domain.AccountId;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Caller;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.git.Quarantine;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code remote:} lines that whoever pushes reads after the answer: the push is done, whatever happens here. */
final class PushMessages {
    private static final Logger LOG = LoggerFactory.getLogger(PushMessages.class);

    /** Branches of one push about whose configuration something is said: each may take ten seconds. */
    private static final int MOST_REMARKED = 3;

    /** Branches on their way that whoever pushes nothing is told of. */
    private static final int MOST_TOLD = 3;

    /**
     * What is told beside what became of the push.
     *
     * @param page address of a branch's page
     * @param notice said first
     * @param remarks what is said about configurations that were pushed
     */
    record Beside(Function<BranchName, String> page, Optional<String> notice, Remarks remarks) {}

    private final Store store;
    private final Repo repo;
    private final Caller caller;
    private final Beside beside;
    private final Trees trees;
    private final Quarantine quarantine;
    private final ReceivePack receivePack;
    private volatile boolean detached;

    /** @param receivePack through which the client is told */
    PushMessages(
            Store store,
            Repo repo,
            Caller caller,
            Beside beside,
            Trees trees,
            Quarantine quarantine,
            ReceivePack receivePack) {
        this.store = store;
        this.repo = repo;
        this.caller = caller;
        this.beside = beside;
        this.trees = trees;
        this.quarantine = quarantine;
        this.receivePack = receivePack;
    }

    /** Nobody listens any more. */
    void detach() {
        detached = true;
    }

    /**
     * A push of nothing may be one that git itself refused, because it was not shown the branch: only here can be said why.
     * Over HTTP git asks no further.
     */
    void tellOfUnadvertised(Collection<String> refs, OutputStream messages) throws IOException {
        List<Branch> own = refs.isEmpty()
                ? List.of()
                : store
                        .read(tx -> tx.branches()
                                .alive(
                                        repo.id(),
                                        refs.stream()
                                                .flatMap(ref -> BranchName.ofRef(ref).stream())
                                                .toList()))
                        .stream()
                        .filter(branch -> branch.startedBy().equals(caller.name()))
                        .sorted(Comparator.comparing(branch -> branch.name().value()))
                        .limit(MOST_TOLD)
                        .toList();
        for (Branch branch : own) {
            messages.write(("cook: " + branch.name() + " is on its way to " + branch.target()
                            + ", so Cook hides it from git during a push: add commits to change it, or run `branch abandon "
                            + repo.name() + " " + branch.name() + "` to delete it or to push something else\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * What was started, where to look, and with {@code -o wait} what happens.
     *
     * @param result empty: nothing of the push was accepted
     * @param moved the refs that moved
     */
    void tell(PushOptions options, Optional<PushTransaction.Result> result, List<PushTransaction.Wanted> moved) {
        beside.notice().ifPresent(this::say);
        result.flatMap(PushTransaction.Result::becameDefault)
                .ifPresent(name ->
                        say(name + " is the default branch now, on which branches land; `repo default REPO BRANCH`"
                                + " chooses another"));
        remark(moved);
        if (result.isEmpty() || result.get().followed().isEmpty()) {
            return;
        }
        long after = after(result.get());
        BranchId branch = result.get().followed().get().id();
        try {
            if (caller instanceof Caller.AccountCaller) {
                say(beside.page().apply(result.get().followed().get().name()));
                options.task().flatMap(_ -> beside.remarks().onAgent(branch)).ifPresent(why -> say("warning: " + why));
            }
            if (options.follow()) {
                new BranchFollower(store).follow(branch, after, () -> detached, this::say);
            } else if (options.concernsBranch()) {
                new BranchFollower(store).tellNow(branch, after, this::say);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The push is done and answered; only the telling broke.
            LOG.warn("telling of branch {} ended early", branch, e);
        }
    }

    /** What is wrong with configurations that were pushed: else it is noticed when a branch waits. */
    private void remark(List<PushTransaction.Wanted> moved) {
        try {
            moved.stream().filter(this::isConfiguration).limit(MOST_REMARKED).forEach(one -> beside.remarks()
                    .on(
                            repo.id(),
                            BranchName.ofRef(one.ref()).orElseThrow(),
                            one.to().orElseThrow(),
                            pusher())
                    .forEach(this::say));
        } catch (RuntimeException e) {
            // The push is done; only the telling broke.
            LOG.warn("no remarks on a push to repository {}", repo.id(), e);
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
                || trees.firstChanged(repo.id(), before.get(), one.to().get(), beside.remarks()::concern)
                        .isPresent();
    }

    /** The default branch as it stood before the push. */
    private Optional<Oid> defaultTip() {
        try {
            return Optional.ofNullable(quarantine
                            .repository()
                            .exactRef(repo.defaultBranch().ref()))
                    .flatMap(ref -> Optional.ofNullable(ref.getObjectId()))
                    .flatMap(WantedRefs::oid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A push that only attaches again is told the whole story, one that changed something what came of it. */
    private static long after(PushTransaction.Result result) {
        return result.attachedOnly() ? 0 : result.lastEvent();
    }

    private void say(String line) {
        receivePack.sendMessage(line);
        try {
            receivePack.getMessageOutputStream().flush();
        } catch (IOException e) {
            detach();
        }
    }
}
