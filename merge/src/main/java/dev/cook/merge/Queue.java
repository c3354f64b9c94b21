package dev.cook.merge;

import dev.cook.domain.BranchId;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Conflict;
import dev.cook.merge.QueueDecision.Action;
import dev.cook.merge.QueueState.Built;
import dev.cook.merge.QueueState.Entry;
import dev.cook.merge.QueueState.Member;
import dev.cook.merge.QueueState.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides what a queue does next. Walks its branches in order and asks of each: is there a candidate of it that stands on
 * what is ahead? Each lane is a chain of candidates, and each chain begins at the target's tip. Where the queue screens,
 * branches that are new to it are judged beside the chains, each alone on the target's tip, and join a chain when they passed.
 */
final class Queue {
    private final QueueState state;
    private final QueueLimits limits;
    private final CandidateIndex candidates;
    private final List<Action> actions = new ArrayList<>();
    private final Map<BranchId, String> reasons = new LinkedHashMap<>();
    private final Set<CandidateId> kept = new HashSet<>();

    /** Candidates are judged in these, so that the depth counts over all lanes. */
    private int judged;

    /** Whether branches that are new are judged alone first. */
    private final boolean screens;

    /** Whether more branches may pass and join a chain soon, so that a group that is not full may wait for them. */
    private boolean moreComing;

    /** The chain of each lane that has one; those who may touch anything are in all of them. */
    private final Map<Optional<String>, Chain> chains = new LinkedHashMap<>();

    /** Where the chains of lanes begin: after the last branch that may touch anything. */
    private Chain trunk;

    private Queue(QueueState state, QueueLimits limits) {
        this.state = state;
        this.limits = limits;
        this.screens = limits.screens(state.recent());
        this.candidates = new CandidateIndex(state);
        this.trunk = Chain.from(state.targetTip());
    }

    /** Pure and total. */
    static QueueDecision decide(QueueState state, QueueLimits limits) {
        return new Queue(state, limits).decide();
    }

    private QueueDecision decide() {
        List<Entry> going = new ArrayList<>();
        for (Entry entry : state.entries()) {
            why(entry).ifPresentOrElse(why -> reasons.put(entry.branch(), why), () -> going.add(entry));
        }
        List<Entry> screening = screens && !going.isEmpty() ? takeNew(going) : List.of();
        moreComing = !screening.isEmpty();
        // Those that run have their places; what lands next has the next one that is free, before another is screened.
        judged = (int) screening.stream()
                .filter(entry -> candidates
                        .alone(entry)
                        .filter(built -> built.verdict() == Verdict.PENDING)
                        .isPresent())
                .count();
        while (!going.isEmpty()) {
            going.subList(0, place(going)).clear();
        }
        screening.forEach(this::screen);
        discardOthers();
        return new QueueDecision(actions, reasons);
    }

    /** Why an entry does not go on at present. */
    private static Optional<String> why(Entry entry) {
        return entry.stopped().or(() -> missing(entry));
    }

    /** What an entry needs and what is nowhere near landing keeps it out, so that nobody waits behind it. */
    private static Optional<String> missing(Entry entry) {
        return entry.needs().stream()
                .filter(need -> need.ready() == QueueState.Ready.NOT)
                .findFirst()
                .map(need -> "depends on " + need.name() + ", which is not queued");
    }

    /** Takes out the entries that are judged alone first: new ones, and those for which that was begun. */
    private List<Entry> takeNew(List<Entry> going) {
        Set<Member> inChain = candidates.inChain(going.getFirst());
        List<Entry> found = new ArrayList<>();
        for (int ahead = 0; ahead < going.size(); ahead++) {
            Entry entry = going.get(ahead);
            boolean may = !entry.screened()
                    && entry.failedIn() == 0
                    && entry.needs().isEmpty()
                    && !inChain.contains(entry.member())
                    && candidates.waiting(entry).isEmpty();
            if (may && (candidates.alone(entry).isPresent() || limits.screens(state.recent(), ahead))) {
                found.add(entry);
            }
        }
        going.removeAll(found);
        return found;
    }

    private void screen(Entry entry) {
        List<Entry> one = List.of(entry);
        Optional<Built> found = candidates.alone(entry);
        if (found.isEmpty()) {
            if (judged >= limits.depth()) {
                say(one, noSlot());
            } else {
                judged++;
                actions.add(new Action.Build(List.of(entry.member()), state.targetTip(), Optional.empty()));
                say(one, "building its candidate, to test it alone on " + state.target() + " first");
            }
            return;
        }
        Built built = found.get();
        kept.add(built.id());
        switch (built.verdict()) {
            case PENDING -> say(one, "running its gates alone on " + state.target() + "; joins a group when they pass");
            case PASSED -> passedAlone(entry, built);
            case FAILED -> {
                actions.add(new Action.Evict(built.id(), built.what()));
                say(one, "failed: " + built.what());
            }
            case CONFLICT -> say(one, Conflict.told(state.target().value(), built.what()));
            case WAITING -> throw new IllegalStateException("candidate " + built.id() + " waits beside the queue");
        }
    }

    /** It is what lands next if it stands on the target as it is and nothing else is under way. */
    private void passedAlone(Entry entry, Built built) {
        Optional<Chain> chain = chain(entry)
                .filter(Chain::isFirst)
                .filter(first -> first.closed().isEmpty())
                .filter(first -> first.base().equals(built.base()));
        if (chain.isPresent()) {
            land(List.of(entry), chain.get(), built);
            follow(List.of(entry), chain.get(), built);
        } else {
            actions.add(new Action.Screen(built.id(), "tested next together with other branches"));
            say(List.of(entry), "passed alone on " + state.target() + "; joins the next group");
        }
    }

    /** Finds the place of the first entry, with others where they are judged together; answers of how many. */
    private int place(List<Entry> going) {
        Entry first = going.getFirst();
        Optional<Chain> found = chain(first);
        if (found.isEmpty()) {
            reasons.put(
                    first.branch(), "changes files of several lanes: waiting for the branches ahead in all of them");
            trunk = trunk.closed("waiting for " + first.name() + " ahead, which is in no lane");
            chains.clear();
            return 1;
        }
        Chain chain = found.get();
        Optional<Built> asked = candidates.waiting(first);
        if (asked.isPresent()) {
            return aside(first, asked.get());
        }
        if (chain.closed().isPresent()) {
            reasons.put(first.branch(), chain.closed().get());
            extend(first, chain);
            return 1;
        }
        Optional<Built> built = candidates.standing(going, chain.base());
        if (built.isEmpty() && screens) {
            built = candidates.takeFirst(going, chain.base());
        }
        return built.isPresent() ? keep(going, chain, built.get()) : build(going, chain);
    }

    /** The chain that an entry continues; empty where it would have to continue several. */
    private Optional<Chain> chain(Entry entry) {
        if (entry.lane().isPresent()) {
            return Optional.of(chains.getOrDefault(entry.lane(), trunk));
        }
        return switch (chains.size()) {
            case 0 -> Optional.of(trunk);
            case 1 -> Optional.of(chains.values().iterator().next());
            default -> Optional.empty();
        };
    }

    private void extend(Entry last, Chain chain) {
        if (last.lane().isPresent()) {
            chains.put(last.lane(), chain);
        } else {
            chains.clear();
            trunk = chain;
        }
    }

    private int aside(Entry entry, Built built) {
        kept.add(built.id());
        reasons.put(entry.branch(), "waiting for " + built.what() + "; other branches pass it");
        return 1;
    }

    private String noSlot() {
        return "waiting for a slot: the queue tests " + limits.depth()
                + (limits.depth() == 1 ? " candidate" : " candidates") + " at the same time (depth)";
    }

    private int build(List<Entry> going, Chain chain) {
        Entry first = going.getFirst();
        List<Entry> group = going.subList(0, size(going));
        if (mayGrow(group, chain)) {
            String why = "passed alone; waiting to be tested with up to " + (limits.batch() - 1) + " others while "
                    + on(chain) + " is tested";
            say(group, why);
            extend(group.getLast(), chain.closed(why));
            return group.size();
        }
        if (judged >= limits.depth()) {
            String why = noSlot();
            reasons.put(first.branch(), why);
            extend(first, chain.closed(why));
            return 1;
        }
        judged++;
        actions.add(new Action.Build(members(group), chain.base(), chain.ahead()));
        for (Entry entry : group) {
            reasons.put(entry.branch(), "building its candidate on " + on(chain));
        }
        Entry last = group.getLast();
        extend(last, chain.closed("waiting for the candidate of " + last.name() + " ahead"));
        return group.size();
    }

    /** Whether a group of screened branches had better wait for more: one ahead is under way, and others may pass soon. */
    private boolean mayGrow(List<Entry> group, Chain chain) {
        return moreComing
                && !chain.isFirst()
                && group.size() < limits.batch()
                && group.stream()
                        .allMatch(
                                entry -> entry.failedIn() == 0 && entry.needs().isEmpty());
    }

    /** How many entries are judged together: neighbours in one lane, and after a failure fewer than before. */
    private int size(List<Entry> going) {
        int most = limits.batch();
        int size = 0;
        while (size < going.size() && size < most) {
            Entry entry = going.get(size);
            int largest = Math.min(most, largest(entry));
            if (size > 0
                    && (largest <= size
                            || !entry.lane().equals(going.getFirst().lane())
                            || candidates.waiting(entry).isPresent()
                            || !entry.needs().isEmpty())) {
                break;
            }
            most = entry.needs().isEmpty() ? largest : 1;
            size++;
        }
        return size;
    }

    /**
     * How many branches an entry may be judged with. Where a group failed, its parts are judged side by side, as many as
     * there are places: halves find a culprit with the fewest runs one after the other, and single branches at once.
     */
    private int largest(Entry entry) {
        return entry.failedIn() == 0 ? limits.batch() : Math.ceilDiv(entry.failedIn(), Math.max(2, limits.depth()));
    }

    private int keep(List<Entry> going, Chain chain, Built built) {
        List<Entry> group = going.subList(0, built.members().size());
        kept.add(built.id());
        switch (built.verdict()) {
            case PENDING -> {
                judged++;
                say(group, "running its gates, on " + on(chain));
                follow(group, chain, built);
            }
            case PASSED -> {
                land(group, chain, built);
                if (!built.addsNothing()) {
                    follow(group, chain, built);
                }
            }
            case WAITING -> {
                if (group.size() > 1) {
                    actions.add(new Action.Split(built.id(), "waiting for " + built.what()));
                }
                say(group, "waiting for " + built.what());
            }
            case FAILED -> fail(group, chain, built);
            case CONFLICT ->
                say(
                        group,
                        chain.isFirst()
                                ? Conflict.told(state.target().value(), built.what())
                                : Conflict.told(on(chain), built.what())
                                        + "; Cook tries again when those branches have landed or left the queue");
        }
        return group.size();
    }

    private void land(List<Entry> group, Chain chain, Built built) {
        Optional<String> partner = group.stream()
                .flatMap(entry -> entry.needs().stream())
                .filter(need -> need.ready() == QueueState.Ready.COMING)
                .map(QueueState.Need::name)
                .findFirst();
        if (!chain.isFirst() && built.addsNothing()) {
            say(
                    group,
                    "its changes are all in " + on(chain)
                            + (chain.names().size() == 1
                                    ? ", which is ahead; lands with it"
                                    : ", ahead; lands with them"));
        } else if (!chain.isFirst()) {
            say(group, "passed; lands after " + on(chain));
        } else if (partner.isPresent()) {
            say(group, "passed; waiting for " + partner.get() + " to land with it");
        } else {
            actions.add(new Action.Land(built.id()));
            say(group, "passed; landing now");
        }
    }

    private void fail(List<Entry> group, Chain chain, Built built) {
        if (!chain.isFirst()) {
            say(
                    group,
                    "failed (" + built.what() + ") on " + on(chain)
                            + "; tested again if one of those branches leaves the queue");
        } else if (group.size() == 1) {
            actions.add(new Action.Evict(built.id(), built.what()));
            say(group, "failed: " + built.what());
        } else {
            actions.add(new Action.Split(built.id(), built.what()));
            say(
                    group,
                    "failed (" + built.what() + ") together with " + (group.size() - 1)
                            + (group.size() == 2 ? " other branch" : " other branches")
                            + "; tested again in smaller groups");
        }
    }

    private void follow(List<Entry> group, Chain chain, Built built) {
        extend(group.getLast(), chain.with(group, built));
    }

    /** What nobody needs: it holds what moved, or stands on what will not land. */
    private void discardOthers() {
        Set<Member> building = actions.stream()
                .flatMap(action -> action instanceof Action.Build build ? build.members().stream() : Stream.of())
                .collect(Collectors.toSet());
        Set<Member> present = state.entries().stream().map(Entry::member).collect(Collectors.toSet());
        for (Built built : state.candidates()) {
            if (kept.contains(built.id()) || built.verdict() == Verdict.CONFLICT) {
                continue;
            }
            if (built.members().stream().noneMatch(building::contains)) {
                actions.add(new Action.Discard(
                        built.id(),
                        present.containsAll(built.members())
                                ? stopped(built).orElse("the branches ahead of it changed")
                                : "one of its branches has new commits or left the queue"));
            }
        }
    }

    /** Which branch of a candidate does not go on, and why. */
    private Optional<String> stopped(Built built) {
        return state.entries().stream()
                .filter(entry -> built.members().contains(entry.member()))
                .flatMap(entry -> why(entry).map(why -> entry.name() + " " + why).stream())
                .findFirst();
    }

    private String on(Chain chain) {
        return chain.told(state.target());
    }

    private void say(List<Entry> group, String why) {
        group.forEach(entry -> reasons.put(entry.branch(), why));
    }

    private static List<Member> members(List<Entry> entries) {
        return entries.stream().map(Entry::member).toList();
    }
}
