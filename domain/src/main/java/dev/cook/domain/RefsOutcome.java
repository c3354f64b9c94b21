package dev.cook.domain;

import java.util.List;

/** What became of a batch of ref changes: all moved, or none. */
public sealed interface RefsOutcome {
    /**
     * All moved.
     *
     * @param version the version of the repository's refs that this made
     */
    record Moved(long version) implements RefsOutcome {}

    /** None moved. */
    record Refused(List<RefRefusal> refusals) implements RefsOutcome {
        public Refused {
            refusals = List.copyOf(refusals);
            if (refusals.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs a reason");
            }
        }
    }
}
