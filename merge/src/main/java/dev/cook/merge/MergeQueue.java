package dev.cook.merge;

import dev.cook.config.Screening;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.RepoId;
import dev.cook.domain.event.BranchFact;
import dev.cook.git.CandidateBuilder;
import dev.cook.git.Trees;
import dev.cook.store.CachedRead;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Looks;
import dev.cook.store.Queues;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings branches that are done to their target: builds the commits that would land, and lands those that passed. */
public final class MergeQueue {
    private static final Logger LOG = LoggerFactory.getLogger(MergeQueue.class);

    /** Its name where failures are kept. */
    static final String CONTROLLER = "merge";

    /** Branches and queues that are looked at at once: a merge that takes its time keeps nobody else waiting. */
    private static final int MOST_LOOKS = 8;

    private final Store store;
    private final Isolation isolation;
    private final Looks looks = new Looks(CONTROLLER, MOST_LOOKS);
    private final BranchEnding ending;
    private final QueueSettings settings;
    private final QueueRequests requests;
    private final Previews judging;
    private final QueueSteps steps;
    private final CachedRead<Waiting> waiting;

    /**
     * Lands branches on their targets.
     *
     * @param files what targets say of their queues
     * @param depth how many candidates of a target are judged at once where the target does not say
     */
    public MergeQueue(
            Store store, CandidateBuilder candidates, QueueFiles files, Trees trees, BranchEnding ending, int depth) {
        this.store = store;
        this.isolation = store.isolation(CONTROLLER);
        this.settings = new QueueSettings(files, trees, depth);
        this.requests = new QueueRequests(store);
        this.ending = ending;
        this.judging = new Previews(store, isolation, candidates, settings);
        this.steps = new QueueSteps(store, isolation, candidates, ending, settings);
        this.waiting = new CachedRead<>(
                store,
                Waiting::read,
                Waiting::idle,
                Set.of(Topic.BRANCHES, Topic.CANDIDATES),
                Set.of(Topic.REFS, Topic.GATES, Topic.ENVIRONMENTS, Topic.PEOPLE));
    }

    /** Starts landing, until it is closed. */
    public AutoCloseable start() {
        Controller controller = Controller.start(
                isolation,
                store.wakeups().watch(Topic.BRANCHES, Topic.CANDIDATES, Topic.GATES, Topic.REFS, Topic.DEFINITIONS),
                this::pass);
        return () -> {
            controller.close();
            looks.close();
        };
    }

    private void pass() {
        SetAside.forget(store, isolation);
        Waiting seen = look();
        judging.pass(looks, seen.due());
        steps.pass(looks, seen.targets());
    }

    private Waiting look() {
        try {
            return waiting.get();
        } catch (RuntimeException | Error e) {
            // One that cannot be read keeps no other waiting: each is looked at on its own then, and its failure is
            // told.
            LOG.debug("what waits cannot be read together", e);
            return store.read(Waiting::each);
        }
    }

    /**
     * What there may be to do.
     *
     * @param due branches of which one look at all of them says that there is something to do for them
     * @param idle whether no branch is submitted and no target has a queue
     */
    private record Waiting(List<Branch> due, List<Queues.Target> targets, boolean idle) {
        static Waiting read(Tx tx) {
            List<Queues.Submitted> submitted = tx.queues().submitted();
            List<Queues.Target> targets = tx.queues().targets();
            return new Waiting(Previews.due(tx, submitted), targets, submitted.isEmpty() && targets.isEmpty());
        }

        static Waiting each(Tx tx) {
            return new Waiting(
                    tx.branches().inState(BranchState.DONE, BranchState.QUEUED),
                    tx.queues().targets(),
                    false);
        }
    }

    /**
     * Lets a branch land as soon as its gates pass. The caller has checked that {@code by} has the land role.
     *
     * @param seen how the id of the commit begins that {@code by} has seen and means; with it, no push is let in between
     */
    public Outcome land(Branch asked, Optional<String> seen, String by) {
        BranchId id = asked.id();
        return store.write(tx -> {
            if (seen.isPresent()) {
                tx.refs().lock(asked.repo());
            }
            Branch branch = tx.branches().lock(id);
            if (branch.state().ended()) {
                return Outcome.refused(QueueRequests.ended(branch));
            }
            if (tx.sessions().alive(id).isPresent()
                    && branch.state() == BranchState.ACTIVE
                    && branch.waitsFor().isEmpty()) {
                return Outcome.refused("an agent is still working on " + branch.name()
                        + "; wait until it is done, or end its session with `session kill` first");
            }
            if (seen.isPresent() && !isAt(tx, branch, seen.get())) {
                return Outcome.refused("the newest commit of " + branch.name() + " is not " + seen.get()
                        + ": somebody pushed after you looked; look at its changes again, then land it");
            }
            if (branch.state() == BranchState.QUEUED && branch.waitsFor().isEmpty()) {
                return Outcome.agreed(branch.name() + " is already queued" + held(branch));
            }
            Optional<Candidate> newest = tx.candidates().newest(id);
            boolean failed = newest.filter(candidate -> candidate.state() == CandidateState.FAILED
                            || candidate.state() == CandidateState.CONFLICTING)
                    .filter(candidate -> isCurrent(tx, branch, candidate))
                    .isPresent();
            if (failed) {
                return Outcome.refused(branch.name() + " did not pass: "
                        + branch.waitsFor().orElse("see `gate list " + branch.name() + "`")
                        + "; push a fix, or rerun its gates with `gate run " + branch.name() + "`");
            }
            tx.branches().markQueued(id, by);
            tx.events().append(branch.repo(), id, new BranchFact.Queued(by, Optional.of(branch.target())));
            return Outcome.agreed(branch.name() + " is queued and lands on " + branch.target() + " when its gates pass"
                    + held(branch));
        });
    }

    private static boolean isAt(Tx tx, Branch branch, String commit) {
        return tx.refs()
                .get(branch.repo(), branch.name().ref())
                .flatMap(NamedRef::id)
                .filter(tip -> tip.hex().startsWith(commit))
                .isPresent();
    }

    private static String held(Branch branch) {
        return branch.heldBy()
                .map(who -> ", but not before it is released; held by " + who)
                .orElse("");
    }

    /** Gives a branch up: its tip and story become a fossil, its session ends, its ref goes. */
    public Outcome abandon(BranchId id, String by, String why) {
        return switch (ending.abandon(id, by, why)) {
            case BranchEnding.Given.Up up -> Outcome.agreed("abandoned; archived as fossil " + up.number());
            case BranchEnding.Given.EndedBefore _ ->
                Outcome.refused("the branch has already landed or was already abandoned");
            case BranchEnding.Given.Restless _ ->
                Outcome.refused("the branch kept changing while Cook archived it; end its session with `session kill`"
                        + " first, then try again");
        };
    }

    /** Keeps a branch from landing until somebody releases it. */
    public Outcome hold(BranchId id, String by, String why) {
        return requests.hold(id, by, why);
    }

    public Outcome release(BranchId id, String by) {
        return requests.release(id, by);
    }

    public Outcome moveFirst(BranchId id, String by) {
        return requests.move(id, by, new QueueRequests.Position.First());
    }

    public Outcome moveLast(BranchId id, String by) {
        return requests.move(id, by, new QueueRequests.Position.Last());
    }

    public Outcome moveBefore(BranchId id, BranchId other, String by) {
        return requests.move(id, by, new QueueRequests.Position.Before(other));
    }

    public Outcome moveAfter(BranchId id, BranchId other, String by) {
        return requests.move(id, by, new QueueRequests.Position.After(other));
    }

    /**
     * Moves a branch that somebody saw in a queue, and refuses if it is elsewhere by now.
     *
     * @param ahead which branch they saw directly ahead of it; empty: none
     * @param before the branch that it shall go directly before; empty: to the front
     */
    public Outcome moveSeen(BranchId id, Optional<BranchName> ahead, Optional<BranchId> before, String by) {
        QueueRequests.Position then = before.<QueueRequests.Position>map(QueueRequests.Position.Before::new)
                .orElseGet(QueueRequests.Position.First::new);
        return requests.move(id, by, new QueueRequests.Position.Seen(ahead, then));
    }

    /** @param priority higher goes first; 0 is what every branch begins with */
    public static boolean isPriority(int priority) {
        return priority >= -100 && priority <= 100;
    }

    public Outcome prioritise(BranchId id, int priority, String by) {
        return requests.move(id, by, new QueueRequests.Position.Priority(priority));
    }

    /** The queue of a target, with the reason of each branch for being where it is. */
    public QueueView show(RepoId repo, BranchName target) {
        return store.read(tx -> QueueView.read(tx, new Queues.Target(repo, target), settings));
    }

    /** The same, drawn: candidates one behind the other, with their gates and an estimate of when they land. */
    public QueueTrain train(RepoId repo, BranchName target) {
        return store.read(tx -> {
            List<Candidate> candidates = tx.queues().candidates(repo, target);
            return QueueTrain.of(
                    QueueView.read(tx, new Queues.Target(repo, target), settings),
                    candidates,
                    tx.gateRuns()
                            .latest(candidates.stream().map(Candidate::id).toList())
                            .runs(),
                    tx.queuePast().gateTimes(repo, target),
                    tx.now());
        });
    }

    /**
     * What the queue of a target would have made of its past.
     *
     * @param event where the past begins
     * @param depth empty: as it is set today; so are {@code batch} and {@code screen}
     */
    public Replay replay(
            RepoId repo,
            BranchName target,
            long event,
            OptionalInt depth,
            OptionalInt batch,
            Optional<Screening> screen) {
        QueueLimits now = store.read(tx -> tip(tx, repo, target.ref()))
                .map(oid -> settings.limits(repo, oid))
                .orElse(QueueLimits.SERIAL);
        return Replay.of(
                store,
                repo,
                target,
                event,
                now,
                new QueueLimits(depth.orElse(now.depth()), batch.orElse(now.batch()), screen.orElse(now.screen())));
    }

    private static boolean isCurrent(Tx tx, Branch branch, Candidate candidate) {
        return tip(tx, branch.repo(), branch.name().ref())
                        .filter(candidate.branchTip()::equals)
                        .isPresent()
                && tip(tx, branch.repo(), branch.target().ref())
                        .filter(candidate.base()::equals)
                        .isPresent();
    }

    private static Optional<Oid> tip(Tx tx, RepoId repo, String ref) {
        return tx.refs().get(repo, ref).flatMap(NamedRef::id);
    }
}
