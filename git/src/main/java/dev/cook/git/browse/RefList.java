package dev.cook.git.browse;

import dev.cook.git.CommitLine;
import java.util.List;
import java.util.Optional;

/**
 * Branches or tags.
 *
 * @param lines those of the window
 * @param from the place of the first of them among all
 * @param all how many there are
 */
public record RefList(List<Line> lines, int from, int all) {
    public RefList {
        lines = List.copyOf(lines);
    }

    /**
     * A ref.
     *
     * @param ref its full name
     * @param name without what all of them begin with
     * @param commit what it names; empty: no commit
     */
    public record Line(String ref, String name, Optional<CommitLine> commit) {}

    /** Where the next window begins; empty: this is the last one. */
    public Optional<Integer> next() {
        int end = from + lines.size();
        return end < all ? Optional.of(end) : Optional.empty();
    }
}
