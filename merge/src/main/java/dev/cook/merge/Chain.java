package dev.cook.merge;

import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Oid;
import dev.cook.merge.QueueState.Built;
import dev.cook.merge.QueueState.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The end of a chain of candidates, each built on the one ahead.
 *
 * @param base what the next one stands on
 * @param ahead the candidate that made it; empty: the target's tip
 * @param names of the branches that stand between the target's tip and here
 * @param closed why nothing can be built behind it yet; empty: it can
 */
record Chain(Oid base, Optional<CandidateId> ahead, List<BranchName> names, Optional<String> closed) {
    /** Names that a line tells. */
    private static final int MOST_NAMES = 3;

    Chain {
        names = List.copyOf(names);
    }

    /** One that begins. */
    static Chain from(Oid targetTip) {
        return new Chain(targetTip, Optional.empty(), List.of(), Optional.empty());
    }

    boolean isFirst() {
        return ahead.isEmpty();
    }

    Chain closed(String why) {
        return new Chain(base, ahead, names, Optional.of(why));
    }

    /** It goes on behind a candidate of these. */
    Chain with(List<Entry> group, Built built) {
        List<BranchName> longer = new ArrayList<>(names);
        group.forEach(entry -> longer.add(entry.name()));
        return new Chain(built.head().orElseThrow(), Optional.of(built.id()), longer, Optional.empty());
    }

    /** What stands at its end, in words. */
    String told(BranchName target) {
        if (isFirst()) {
            return target.value();
        }
        return names.size() <= MOST_NAMES
                ? names.stream().map(BranchName::value).collect(Collectors.joining(", "))
                : names.getFirst() + " to " + names.getLast() + " (" + names.size() + " branches)";
    }
}
