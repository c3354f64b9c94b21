package dev.cook.git;

import dev.cook.domain.Oid;
import java.util.List;
import java.util.Optional;

/** What merging a branch into its target came to. */
public sealed interface Merge {
    /**
     * What would land.
     *
     * @param remark why it has another shape than was asked for, where it has
     */
    record Merged(Oid commit, Optional<String> remark) implements Merge {
        Merged(Oid commit) {
            this(commit, Optional.empty());
        }
    }

    /** A person or an agent has to merge these files; at least one is named. */
    record Conflict(List<String> files) implements Merge {
        public Conflict {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new IllegalArgumentException("a conflict names what conflicts");
            }
        }
    }

    /** The target holds all of the branch already. */
    record UpToDate() implements Merge {}
}
