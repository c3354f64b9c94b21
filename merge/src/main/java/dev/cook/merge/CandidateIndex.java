package dev.cook.merge;

import dev.cook.domain.Oid;
import dev.cook.merge.QueueState.Built;
import dev.cook.merge.QueueState.Entry;
import dev.cook.merge.QueueState.Member;
import dev.cook.merge.QueueState.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the candidates of a queue by what they hold and stand on. */
final class CandidateIndex {
    private final QueueState state;

    /** Those of one branch that wait for somebody. */
    private final Map<Member, Built> waiting = new HashMap<>();

    /** The newest of one branch alone on what the target is, or was. */
    private final Map<Member, Built> alone = new HashMap<>();

    CandidateIndex(QueueState state) {
        this.state = state;
        for (Built built : state.candidates()) {
            Member first = built.members().getFirst();
            if (built.verdict() == Verdict.WAITING && built.members().size() == 1) {
                waiting.putIfAbsent(first, built);
            }
            if (built.isAlone()
                    && (built.verdict() != Verdict.CONFLICT || built.base().equals(state.targetTip()))) {
                alone.put(first, built);
            }
        }
    }

    /** A candidate of this entry alone that waits for somebody, wherever it stands: it is not built again meanwhile. */
    Optional<Built> waiting(Entry entry) {
        return Optional.ofNullable(waiting.get(entry.member()));
    }

    /** The newest candidate that says of an entry alone what it would make of the target. */
    Optional<Built> alone(Entry entry) {
        return Optional.ofNullable(alone.get(entry.member()));
    }

    /** The newest candidate that stands on this base and holds the first entries, as they are now. */
    Optional<Built> standing(List<Entry> going, Oid base) {
        List<Member> members = going.stream().map(Entry::member).toList();
        return state.candidates().stream()
                .filter(built -> built.base().equals(base))
                .filter(built -> built.members().size() <= members.size())
                .filter(built -> built.members()
                        .equals(members.subList(0, built.members().size())))
                .reduce((_, newer) -> newer);
    }

    /**
     * The newest candidate on this base that goes on and holds any entries of the first one's lane; they become the first. A
     * branch that passed alone meanwhile, and would be before them, makes nothing of it vain.
     */
    Optional<Built> takeFirst(List<Entry> going, Oid base) {
        Map<Member, Entry> entries = new HashMap<>();
        going.stream()
                .filter(entry -> entry.lane().equals(going.getFirst().lane()))
                .forEach(entry -> entries.put(entry.member(), entry));
        Optional<Built> found = state.candidates().stream()
                .filter(built -> built.base().equals(base))
                .filter(CandidateIndex::goesOn)
                .filter(built -> entries.keySet().containsAll(built.members()))
                .reduce((_, newer) -> newer);
        found.ifPresent(built -> {
            List<Entry> first = built.members().stream().map(entries::get).toList();
            going.removeAll(first);
            going.addAll(0, first);
        });
        return found;
    }

    /** Branches in candidates that may land as they stand: one on the other, from the target's tip on. */
    Set<Member> inChain(Entry first) {
        Set<Oid> bases = state.candidates().stream().map(Built::base).collect(Collectors.toSet());
        Set<Oid> chained = new HashSet<>(Set.of(state.targetTip()));
        Set<Member> found = new HashSet<>();
        for (Built built : state.candidates()) {
            if (!goesOn(built) || !chained.contains(built.base())) {
                continue;
            }
            Oid head = built.head().orElseThrow();
            // Alone on the target is both the beginning of a chain and a look at a new branch. Where something stands
            // on it,
            // or nothing is before it, it is the former.
            if (!built.isAlone() || bases.contains(head) || built.members().contains(first.member())) {
                chained.add(head);
                found.addAll(built.members());
            }
        }
        return found;
    }

    private static boolean goesOn(Built built) {
        return built.verdict() == Verdict.PENDING || built.verdict() == Verdict.PASSED;
    }
}
