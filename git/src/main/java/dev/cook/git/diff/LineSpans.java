package dev.cook.git.diff;

import dev.cook.domain.Text;
import dev.cook.git.diff.FileDiff.Span;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A line as people see it. A character that would not be seen, or that would change the order of others, is shown by its number:
 * what somebody approves must be what they read.
 */
public final class LineSpans {
    /** Characters of a line that are shown: the rest of a minified file nobody reads. */
    static final int LONGEST = 2_000;

    private LineSpans() {}

    /** @param changed the characters, by index, that differ from the line on the other side */
    public static List<Span> of(String line, BitSet changed) {
        List<Span> spans = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        boolean runChanged = false;
        int end = cut(line);
        for (int i = 0; i < end; i += Character.charCount(line.codePointAt(i))) {
            int c = line.codePointAt(i);
            boolean hidden = Text.isHidden(c) && !joins(line, i);
            if (!run.isEmpty() && (hidden || changed.get(i) != runChanged)) {
                spans.add(new Span(run.toString(), runChanged, false));
                run.setLength(0);
            }
            runChanged = changed.get(i);
            if (hidden) {
                spans.add(new Span(name(c), runChanged, true));
            } else {
                run.appendCodePoint(c);
            }
        }
        if (!run.isEmpty()) {
            spans.add(new Span(run.toString(), runChanged, false));
        }
        if (end < line.length()) {
            spans.add(new Span(
                    String.format(Locale.ROOT, "… %,d more characters", line.length() - end),
                    changed.nextSetBit(end) >= 0,
                    true));
        }
        return spans;
    }

    /** Emoji and scripts are written with joiners; beside ASCII they only hide. */
    private static boolean joins(String line, int at) {
        int next = at + 1;
        return (line.charAt(at) == 0x200C || line.charAt(at) == 0x200D)
                && at > 0
                && next < line.length()
                && isBeyondLatin(line.codePointBefore(at))
                && isBeyondLatin(line.codePointAt(next));
    }

    private static boolean isBeyondLatin(int c) {
        return c > 0x2FF && !Text.isHidden(c);
    }

    private static int cut(String line) {
        if (line.length() <= LONGEST) {
            return line.length();
        }
        return Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    }

    private static String name(int c) {
        return c == '\r' ? "CR" : String.format(Locale.ROOT, "U+%04X", c);
    }
}
