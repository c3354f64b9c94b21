package dev.cook.git.browse;

import dev.cook.git.CommitLine;
import dev.cook.git.diff.FileDiff.Span;
import java.util.List;

/** Which commit each line of a file is from. */
public sealed interface Blame {
    /**
     * All lines, in their order.
     *
     * @param all how many lines the file has
     */
    record Lines(List<Region> regions, int all) implements Blame {
        public Lines {
            regions = List.copyOf(regions);
        }
    }

    /**
     * Lines in a row that are from one commit.
     *
     * @param path what the file was called in it
     * @param first the number of the first line, from 1
     */
    record Region(CommitLine commit, String path, int first, List<List<Span>> lines) {
        public Region {
            lines = List.copyOf(lines);
        }
    }

    /** The path leads to no text. */
    record NoText() implements Blame {}

    /** The file has more bytes or lines than are traced. */
    record TooLarge(long size) implements Blame {}

    /** Its history is too long to be traced in time. */
    record TooSlow() implements Blame {}
}
