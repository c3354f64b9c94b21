package dev.cook.merge;

import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Oid;
import dev.cook.merge.QueueDecision.Action;
import dev.cook.merge.QueueState.Built;
import dev.cook.merge.QueueState.Entry;
import dev.cook.merge.QueueState.Member;
import dev.cook.merge.QueueState.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A queue in memory, with what rows and git would hold, for asking what would have been. Applies an action as the real one
 * does: only if it is still decided.
 */
final class QueueModel {
    /** As many outcomes as rows are asked for. */
    private static final int RECENT = 100;

    /** What happened to a branch. */
    enum Fate {
        QUEUED,
        LANDED,
        EVICTED,
        LEFT
    }

    /** A branch; its fate, and what its gates would say of it. */
    static final class Work {
        final BranchId id;
        Oid tip;
        Fate fate = Fate.QUEUED;
        boolean culprit;
        boolean held;
        int failedIn;
        boolean screened;
        final Optional<String> lane;
        private Entry seen;

        Work(BranchId id, Oid tip, boolean culprit, Optional<String> lane) {
            this.id = id;
            this.tip = tip;
            this.culprit = culprit;
            this.lane = lane;
            this.seen = entry(new BranchName("b" + id.value()));
        }

        /** What a queue sees of it; the same until something changes, as a day asks for it millions of times. */
        Entry entry() {
            if (!seen.tip().equals(tip)
                    || seen.failedIn() != failedIn
                    || seen.screened() != screened
                    || seen.stopped().isPresent() != held) {
                seen = entry(seen.name());
            }
            return seen;
        }

        private Entry entry(BranchName name) {
            Optional<String> stopped = held ? Optional.of("held") : Optional.empty();
            return new Entry(id, name, tip, failedIn, screened, lane, stopped, List.of());
        }
    }

    /** What a commit holds: all of the one before, and a branch. */
    private record Holding(Optional<Holding> before, Optional<Member> member) {
        static final Holding NOTHING = new Holding(Optional.empty(), Optional.empty());

        Holding with(Member added) {
            return new Holding(Optional.of(this), Optional.of(added));
        }

        boolean any(Predicate<Member> wanted) {
            Optional<Holding> at = Optional.of(this);
            while (at.isPresent()) {
                if (at.get().member().filter(wanted).isPresent()) {
                    return true;
                }
                at = at.get().before();
            }
            return false;
        }
    }

    /** A candidate as rows have it. */
    private static final class Kept {
        final CandidateId id;
        final Oid base;
        final boolean onTarget;
        final List<Member> members;
        Optional<Oid> head;
        Verdict verdict;
        boolean open = true;

        Kept(CandidateId id, Oid base, boolean onTarget, List<Member> members, Optional<Oid> head, Verdict verdict) {
            this.id = id;
            this.base = base;
            this.onTarget = onTarget;
            this.members = members;
            this.head = head;
            this.verdict = verdict;
        }
    }

    final Map<BranchId, Work> works = new LinkedHashMap<>();
    private final List<Kept> candidates = new ArrayList<>();
    private final Map<Oid, Holding> contents = new HashMap<>();
    /** Pairs of branches that pass alone and fail together. */
    final Set<Set<BranchId>> quarrels = new HashSet<>();
    /** Pairs of branches that cannot be merged. */
    final Set<Set<BranchId>> conflicts = new HashSet<>();
    /** Commits that the target became through the queue. */
    final List<Oid> landed = new ArrayList<>();

    /** What became of the last branches, oldest first: whether their gates failed. */
    private final Deque<Boolean> ended = new ArrayDeque<>();

    private final QueueLimits limits;
    private long numbers = 1;
    Oid targetTip;
    int gateRuns;
    /** Whether a group that failed is judged again in parts; otherwise its branches are judged one by one. */
    boolean bisects = true;

    QueueModel(QueueLimits limits) {
        this.limits = limits;
        this.targetTip = fresh();
        contents.put(targetTip, Holding.NOTHING);
    }

    Work arrive(boolean culprit, Optional<String> lane) {
        Work work = new Work(new BranchId(numbers++), fresh(), culprit, lane);
        works.put(work.id, work);
        return work;
    }

    void push(Work work, boolean culprit) {
        work.tip = fresh();
        work.culprit = culprit;
        work.failedIn = 0;
        work.screened = false;
        if (work.fate == Fate.EVICTED) {
            work.fate = Fate.QUEUED;
        }
    }

    void moveTargetByHand() {
        Oid next = fresh();
        contents.put(next, holding(targetTip));
        targetTip = next;
    }

    QueueState state() {
        return new QueueState(
                new BranchName("main"),
                targetTip,
                new QueueState.Recent(ended.size(), (int)
                        ended.stream().filter(failed -> failed).count()),
                works.values().stream()
                        .filter(work -> work.fate == Fate.QUEUED)
                        .map(Work::entry)
                        .toList(),
                candidates.stream()
                        .filter(kept -> kept.open)
                        .map(kept -> new Built(
                                kept.id, kept.base, kept.onTarget, kept.members, kept.head, kept.verdict, "x"))
                        .toList());
    }

    QueueDecision decide() {
        return Queue.decide(state(), limits);
    }

    /** Says whether it was still decided. */
    boolean apply(Action action) {
        if (!decide().actions().contains(action)) {
            return false;
        }
        perform(action);
        return true;
    }

    /** Applies an action that was decided just now. */
    void perform(Action action) {
        switch (action) {
            case Action.Build build -> build(build);
            case Action.Discard discard -> kept(discard.candidate()).open = false;
            case Action.Evict evict -> {
                Kept kept = kept(evict.candidate());
                kept.open = false;
                work(kept.members.getFirst().branch()).fate = Fate.EVICTED;
                ended(true);
            }
            case Action.Screen screen -> {
                Kept kept = kept(screen.candidate());
                kept.open = false;
                work(kept.members.getFirst().branch()).screened = true;
            }
            case Action.Split split -> {
                Kept kept = kept(split.candidate());
                kept.open = false;
                for (Member member : kept.members) {
                    Work work = work(member.branch());
                    work.failedIn = bisects ? kept.members.size() : 1;
                }
            }
            case Action.Land land -> land(kept(land.candidate()));
        }
        candidates.removeIf(kept -> !kept.open);
    }

    private void build(Action.Build build) {
        List<Member> members = new ArrayList<>();
        Oid on = build.base();
        for (Member member : build.members()) {
            if (conflicts(on, member)) {
                break;
            }
            members.add(member);
            Oid commit = fresh();
            contents.put(commit, holding(on).with(member));
            on = commit;
        }
        candidates.stream()
                .filter(kept -> kept.open && kept.verdict != Verdict.CONFLICT)
                .filter(kept -> kept.members.stream().anyMatch(build.members()::contains))
                .forEach(kept -> kept.open = false);
        CandidateId id = new CandidateId(numbers++);
        if (members.isEmpty()) {
            candidates.add(new Kept(
                    id,
                    build.base(),
                    build.ahead().isEmpty(),
                    List.of(build.members().getFirst()),
                    Optional.empty(),
                    Verdict.CONFLICT));
        } else {
            gateRuns++;
            candidates.add(
                    new Kept(id, build.base(), build.ahead().isEmpty(), members, Optional.of(on), Verdict.PENDING));
        }
    }

    private boolean conflicts(Oid on, Member member) {
        return !conflicts.isEmpty()
                && holding(on)
                        .any(other -> !other.branch().equals(member.branch())
                                && conflicts.contains(Set.of(other.branch(), member.branch())));
    }

    private void land(Kept kept) {
        if (kept.verdict != Verdict.PASSED || !kept.base.equals(targetTip)) {
            throw new AssertionError("candidate " + kept.id + " " + kept.verdict + " lands on " + targetTip);
        }
        for (Member member : kept.members) {
            Work work = work(member.branch());
            if (!work.tip.equals(member.tip()) || work.fate != Fate.QUEUED || work.held) {
                throw new AssertionError("branch " + work.id + " lands as it is not: " + work.fate);
            }
            work.fate = Fate.LANDED;
            ended(false);
        }
        kept.open = false;
        targetTip = kept.head.orElseThrow();
        landed.add(targetTip);
    }

    /** Ends the gates of a candidate, as what it holds deserves. */
    void judge(CandidateId id) {
        Kept kept = kept(id);
        kept.verdict = isGreen(kept.head.orElseThrow()) ? Verdict.PASSED : Verdict.FAILED;
    }

    /** Lets the gates of a candidate that is judged end, as what it holds deserves; says whether there was one. */
    boolean judge(int which, boolean transforms) {
        List<Kept> pending = candidates.stream()
                .filter(kept -> kept.open && kept.verdict == Verdict.PENDING)
                .toList();
        if (pending.isEmpty()) {
            return false;
        }
        Kept kept = pending.get(Math.floorMod(which, pending.size()));
        Oid head = kept.head.orElseThrow();
        if (transforms) {
            Oid formatted = fresh();
            contents.put(formatted, holding(head));
            kept.head = Optional.of(formatted);
        }
        kept.verdict = isGreen(kept.head.orElseThrow()) ? Verdict.PASSED : Verdict.FAILED;
        return true;
    }

    /** Whether gates would pass on a commit. */
    boolean isGreen(Oid commit) {
        Holding holds = holding(commit);
        return !holds.any(member -> {
                    Work work = work(member.branch());
                    return work.culprit && work.tip.equals(member.tip());
                })
                && quarrels.stream().noneMatch(pair -> pair.stream()
                        .allMatch(branch -> holds.any(member -> member.branch().equals(branch))));
    }

    private void ended(boolean failed) {
        ended.addLast(failed);
        if (ended.size() > RECENT) {
            ended.removeFirst();
        }
    }

    private Holding holding(Oid commit) {
        return contents.getOrDefault(commit, Holding.NOTHING);
    }

    private Work work(BranchId id) {
        return Optional.ofNullable(works.get(id)).orElseThrow();
    }

    private Kept kept(CandidateId id) {
        return candidates.stream()
                .filter(kept -> kept.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Oid fresh() {
        return new Oid(String.format(java.util.Locale.ROOT, "%040x", numbers++));
    }
}
