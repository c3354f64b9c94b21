package dev.cook.http.change;

import dev.cook.domain.Bytes;
import dev.cook.git.diff.FileDiff.Change;
import dev.cook.git.diff.FileDiff.Hunk;

/** How what became of a line, or of a file's size, is written. */
public final class DiffWords {
    private DiffWords() {}

    public static String css(Change change) {
        return switch (change) {
            case NONE -> "same";
            case ADDED -> "added";
            case DELETED -> "deleted";
        };
    }

    /** For eyes that cannot tell the colours apart, and for ears. */
    public static String sign(Change change) {
        return switch (change) {
            case NONE -> " ";
            case ADDED -> "+";
            case DELETED -> "−";
        };
    }

    /** Where a hunk is, as git writes it. */
    public static String place(Hunk hunk) {
        return "@@ -" + range(hunk.oldStart(), count(hunk, Change.ADDED)) + " +"
                + range(hunk.newStart(), count(hunk, Change.DELETED)) + " @@";
    }

    private static long count(Hunk hunk, Change without) {
        return hunk.lines().stream().filter(line -> line.change() != without).count();
    }

    /** A side without lines is said to be after the line before it. */
    private static String range(int start, long count) {
        return (count == 0 ? start - 1 : start) + "," + count;
    }

    /** Two sizes in bytes; 0 where there is no file. */
    public static String sizes(long before, long after) {
        return before == 0 || after == 0 || before == after
                ? Bytes.told(Math.max(before, after))
                : Bytes.told(before) + " → " + Bytes.told(after);
    }
}
