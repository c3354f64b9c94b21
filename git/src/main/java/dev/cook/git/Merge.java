package dev.cook.git;

import dev.cook.domain.Oid;
import java.util.List;

/** What merging a branch into its target came to. */
public sealed interface Merge {
    /** A commit with the target's tip and the branch's tip as parents. */
    record Merged(Oid commit) implements Merge {}

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
