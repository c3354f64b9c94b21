package dev.cook.merge;

import dev.cook.config.LandingStyle;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Oid;
import dev.cook.domain.event.CandidateFact;
import dev.cook.git.CandidateBuilder;
import dev.cook.merge.QueueDecision.Action;
import dev.cook.store.Isolation;
import dev.cook.store.Looks;
import dev.cook.store.Queues;
import dev.cook.store.Remembered;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Does what queues decide, one action after the other; each only if, under its locks, it is still decided. */
final class QueueSteps {
    /** Rounds for one queue before the others have their turn. */
    private static final int MOST_ROUNDS = 100;

    /** Queues whose last decision is remembered: more than have branches in them at one time. */
    private static final int MOST_REMEMBERED = 1_000;

    private final Store store;
    private final Isolation isolation;
    private final CandidateBuilder candidates;
    private final BranchEnding ending;
    private final QueueSettings settings;
    private final Remembered<Queues.Target, QueueDecision> decisions;

    QueueSteps(
            Store store,
            Isolation isolation,
            CandidateBuilder candidates,
            BranchEnding ending,
            QueueSettings settings) {
        this.isolation = isolation;
        this.store = store;
        this.candidates = candidates;
        this.ending = ending;
        this.settings = settings;
        this.decisions = new Remembered<>(
                store,
                MOST_REMEMBERED,
                this::decide,
                Topic.BRANCHES,
                Topic.CANDIDATES,
                Topic.GATES,
                Topic.ENVIRONMENTS,
                Topic.REFS,
                Topic.REPOS);
    }

    /** Looks at each queue on its own, as rows say then. */
    void pass(Looks looks, List<Queues.Target> targets) {
        isolation.spread(looks, "work on its queue", targets, Subject::of, this::look);
    }

    private void look(Queues.Target target) {
        int rounds = 0;
        while (rounds < MOST_ROUNDS && round(target)) {
            rounds++;
        }
        if (SetAside.isAny(isolation)) {
            tryAgain(target);
        }
    }

    /** Where one that is set aside can be merged by now, its failure is forgotten, and it is in its place again. */
    private void tryAgain(Queues.Target target) {
        List<Group.Part> parts = store.read(tx -> SetAside.toTry(tx, target));
        for (Group.Part part : parts) {
            Optional<Oid> tip = tip(target);
            tip.ifPresent(oid -> isolation.attempt(
                    SetAside.BUILD,
                    SetAside.subject(List.of(part)),
                    () -> Group.build(candidates, List.of(part), oid, style(target, tip))));
        }
    }

    /** Says whether anything was done. */
    private boolean round(Queues.Target target) {
        // With what is set aside, a decision depends on the time.
        Optional<QueueDecision> decided =
                SetAside.isAny(isolation) ? store.read(tx -> decide(tx, target)) : decisions.get(target);
        boolean done = false;
        for (Action action : decided.map(QueueDecision::actions).orElse(List.of())) {
            done |= act(target, action);
        }
        return done;
    }

    /** Empty where the target does not exist, or where what it says of its queue is still being read. */
    Optional<QueueDecision> decide(Tx tx, Queues.Target target) {
        return QueueReader.read(tx, target, settings)
                .map(state -> Queue.decide(state, settings.limits(target.repo(), state.targetTip())));
    }

    private boolean act(Queues.Target target, Action action) {
        return switch (action) {
            case Action.Build build -> {
                Ground ground = store.read(tx -> new Ground(parts(tx, build.members()), QueueReader.tip(tx, target)));
                // Only the first can make it fail: where another does, it is left out.
                yield attempt(SetAside.BUILD, List.of(ground.parts().getFirst()), () -> build(target, build, ground));
            }
            case Action.Land land -> {
                Landers landers = store.read(tx -> Landers.of(tx, land.candidate()));
                List<Candidate> together = landers.together();
                yield attempt(
                        SetAside.LAND,
                        landers.parts(),
                        () -> ending.land(together, tx -> together.stream()
                                .allMatch(candidate -> Rights.hold(tx, candidate)
                                        && confirm(
                                                tx,
                                                new Queues.Target(candidate.repo(), candidate.target()),
                                                new Action.Land(candidate.id())))));
            }
            case Action.Discard discard ->
                again(
                        target,
                        action,
                        members(discard.candidate()),
                        tx -> CandidateTransitions.discard(tx, candidate(tx, discard.candidate()), discard.why()));
            case Action.Evict evict ->
                again(
                        target,
                        action,
                        members(evict.candidate()),
                        tx -> CandidateTransitions.close(
                                tx,
                                candidate(tx, evict.candidate()),
                                CandidateState.FAILED,
                                CandidateFact.Failed::new,
                                evict.why()));
            case Action.Screen screen ->
                again(
                        target,
                        action,
                        members(screen.candidate()),
                        tx -> CandidateTransitions.close(
                                tx,
                                candidate(tx, screen.candidate()),
                                CandidateState.SCREENED,
                                CandidateFact.Screened::new,
                                screen.why()));
            case Action.Split split ->
                again(
                        target,
                        action,
                        members(split.candidate()),
                        tx -> CandidateTransitions.close(
                                tx,
                                candidate(tx, split.candidate()),
                                CandidateState.SPLIT,
                                CandidateFact.Split::new,
                                split.why()));
        };
    }

    private boolean attempt(String step, List<Group.Part> parts, BooleanSupplier work) {
        AtomicBoolean done = new AtomicBoolean();
        isolation.attempt(step, SetAside.subject(parts), () -> done.set(work.getAsBoolean()));
        return done.get();
    }

    /**
     * What a candidate is built of.
     *
     * @param tip of the target, which says how branches land
     */
    private record Ground(List<Group.Part> parts, Optional<Oid> tip) {}

    /** Candidates that land together, and the branches in them. */
    private record Landers(List<Candidate> together, List<Group.Part> parts) {
        static Landers of(Tx tx, CandidateId first) {
            List<Candidate> together = Partners.with(tx, candidate(tx, first));
            return new Landers(
                    together,
                    QueueSteps.parts(
                            tx,
                            together.stream()
                                    .flatMap(candidate -> candidate.members().stream())
                                    .map(member -> new QueueState.Member(member.branch(), member.tip()))
                                    .toList()));
        }
    }

    private static List<Group.Part> parts(Tx tx, List<QueueState.Member> members) {
        return members.stream()
                .map(member -> new Group.Part(tx.branches().get(member.branch()).orElseThrow(), member.tip()))
                .toList();
    }

    private interface Change {
        void apply(Tx tx);
    }

    /** Applies a change only if, under the locks of its branches, it is still decided. */
    private boolean again(Queues.Target target, Action action, List<BranchId> branches, Change change) {
        return store.write(tx -> {
            lock(tx, target, branches);
            if (!confirm(tx, target, action)) {
                return false;
            }
            change.apply(tx);
            return true;
        });
    }

    /** Several branches are locked as a push of several does it: the repository first, so that nobody waits in a circle. */
    private static void lock(Tx tx, Queues.Target target, List<BranchId> branches) {
        if (branches.size() > 1) {
            tx.refs().lock(target.repo());
        }
        branches.forEach(tx.branches()::lock);
    }

    /** Whether an action is decided by what is so now; then it is logged, with that. */
    private boolean confirm(Tx tx, Queues.Target target, Action action) {
        Optional<QueueState> state = QueueReader.read(tx, target, settings);
        if (state.isEmpty()) {
            return false;
        }
        QueueLimits limits = settings.limits(target.repo(), state.get().targetTip());
        if (!Queue.decide(state.get(), limits).actions().contains(action)) {
            return false;
        }
        tx.queues()
                .decided(target.repo(), target.name(), QueueLog.inputs(state.get(), limits), QueueLog.action(action));
        return true;
    }

    private boolean build(Queues.Target target, Action.Build build, Ground ground) {
        List<Group.Part> parts = ground.parts();
        List<BranchId> ids =
                build.members().stream().map(QueueState.Member::branch).toList();
        Group group = Group.build(candidates, parts, build.base(), style(target, ground.tip()));
        Group.Part top = parts.getFirst();
        // Whether there is anything in the branch at all is a question to the target, not to what is ahead.
        Optional<Oid> containing = group instanceof Group.UpToDate ? containing(target, top) : Optional.empty();
        Optional<String> holder = group instanceof Group.UpToDate ? holder(target, build, top) : Optional.empty();
        return again(target, build, ids, tx -> {
            List<Branch> branches =
                    ids.stream().map(id -> tx.branches().get(id).orElseThrow()).toList();
            Branch first = branches.getFirst();
            switch (group) {
                case Group.Merged merged ->
                    CandidateTransitions.open(
                            tx, branches.subList(0, merged.members().size()), build.base(), build.ahead(), merged);
                case Group.Conflict conflict ->
                    CandidateTransitions.conflict(
                            tx,
                            first,
                            build.base(),
                            build.ahead(),
                            build.members().getFirst().tip(),
                            conflict.files());
                case Group.UpToDate _ -> {
                    if (containing.isPresent() && !hadChanges(tx, top)) {
                        CandidateTransitions.askUntilMoved(
                                tx, first, CandidateTransitions.nothingNew(first), containing.get());
                    } else {
                        CandidateTransitions.contained(tx, first, build.base(), build.ahead(), top.tip(), holder);
                    }
                }
            }
        });
    }

    /** The target's tip, if that holds all of a branch. */
    private Optional<Oid> containing(Queues.Target target, Group.Part part) {
        Optional<Oid> tip = tip(target);
        return tip.filter(
                oid -> Group.build(candidates, List.of(part), oid, style(target, tip)) instanceof Group.UpToDate);
    }

    /** Whether the branch, as it is, had something to add when a candidate of it was built before. */
    private static boolean hadChanges(Tx tx, Group.Part part) {
        return tx.candidates().of(part.branch().id()).stream()
                .flatMap(candidate -> candidate.members().stream())
                .anyMatch(member -> member.branch().equals(part.branch().id())
                        && member.tip().equals(part.tip()));
    }

    /** The first branch ahead that holds all commits of this one; where only their changes are there, the last of those ahead. */
    private Optional<String> holder(Queues.Target target, Action.Build build, Group.Part part) {
        if (build.ahead().isEmpty()) {
            return Optional.empty();
        }
        List<QueueState.Entry> ahead = store.read(tx -> QueueReader.read(tx, target, settings)).stream()
                .flatMap(state -> state.entries().stream())
                .takeWhile(entry -> !entry.branch().equals(part.branch().id()))
                .toList();
        return ahead.stream()
                .filter(entry -> settings.holds(target.repo(), part.tip(), entry.tip()))
                .findFirst()
                .or(() -> ahead.reversed().stream().findFirst())
                .map(entry -> entry.name().value());
    }

    private Optional<Oid> tip(Queues.Target target) {
        return store.read(tx -> QueueReader.tip(tx, target));
    }

    private LandingStyle style(Queues.Target target, Optional<Oid> tip) {
        return tip.map(oid -> settings.config(target.repo(), oid).landing()).orElse(LandingStyle.MERGE);
    }

    private Candidate candidate(CandidateId id) {
        return store.read(tx -> candidate(tx, id));
    }

    private static Candidate candidate(Tx tx, CandidateId id) {
        return tx.candidates().get(id).orElseThrow(() -> new IllegalStateException("no candidate " + id));
    }

    private List<BranchId> members(CandidateId id) {
        return candidate(id).members().stream()
                .map(Candidate.Member::branch)
                .sorted(java.util.Comparator.comparingLong(BranchId::value))
                .toList();
    }
}
