package dev.cook.git.browse;

import dev.cook.git.CommitLine;
import java.util.List;
import java.util.Optional;

/**
 * A part of the history of a commit, newest first.
 *
 * @param from how many commits come before it
 * @param next how many come before the next part; empty: there is none
 * @param inTime whether all was read that was asked for
 */
public record History(List<CommitLine> commits, int from, Optional<Integer> next, boolean inTime) {
    public History {
        commits = List.copyOf(commits);
    }
}
