package dev.cook.git.diff;

import dev.cook.git.diff.FileDiff.Change;
import dev.cook.git.diff.FileDiff.Hunk;
import dev.cook.git.diff.FileDiff.Line;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.MyersDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** The lines in which two texts differ, with some lines around them. Pure. */
final class LineDiff {
    /** Unchanged lines around changed ones, as git shows them. */
    private static final int CONTEXT = 3;

    /** Lines up to which the exact algorithm is used where lines repeat: its time grows with their product. */
    private static final int EXACT = 2_000;

    /**
     * Steps for comparing lines by words, in all of a file: each pair of lines takes up to the product of their lengths, so a
     * file of long lines that all changed would take minutes. Lines after that are shown without.
     */
    private static final long MOST_STEPS = 5_000_000;

    private long steps;

    private final RawText before;
    private final RawText after;
    private final RawTextComparator comparator;

    LineDiff(byte[] before, byte[] after, Whitespace whitespace) {
        this.before = new RawText(before);
        this.after = new RawText(after);
        this.comparator = switch (whitespace) {
            case SHOWN -> RawTextComparator.DEFAULT;
            case IGNORED -> RawTextComparator.WS_IGNORE_ALL;
        };
    }

    int lines() {
        return Math.max(before.size(), after.size());
    }

    /** The lines in which two texts differ, in their order. */
    static EditList edits(RawText before, RawText after, RawTextComparator comparator) {
        HistogramDiff algorithm = new HistogramDiff();
        boolean small = Math.max(before.size(), after.size()) <= EXACT;
        algorithm.setFallbackAlgorithm(small ? MyersDiff.INSTANCE : null);
        return algorithm.diff(comparator, before, after);
    }

    FileDiff.Lines compare() {
        EditList edits = edits(before, after, comparator);
        List<Hunk> hunks = new ArrayList<>();
        int from = 0;
        while (from < edits.size()) {
            int to = from + 1;
            while (to < edits.size()
                    && edits.get(to).getBeginA() - edits.get(to - 1).getEndA() <= 2 * CONTEXT) {
                to++;
            }
            hunks.add(hunk(edits.subList(from, to)));
            from = to;
        }
        return new FileDiff.Lines(
                hunks,
                edits.stream().mapToInt(Edit::getLengthB).sum(),
                edits.stream().mapToInt(Edit::getLengthA).sum());
    }

    private Hunk hunk(List<Edit> edits) {
        Edit first = edits.getFirst();
        Edit last = edits.getLast();
        int lead = Math.min(CONTEXT, Math.min(first.getBeginA(), first.getBeginB()));
        int oldLine = first.getBeginA() - lead;
        int newLine = first.getBeginB() - lead;
        int oldStart = oldLine;
        int newStart = newLine;
        List<Line> lines = new ArrayList<>();
        for (Edit edit : edits) {
            for (; oldLine < edit.getBeginA(); oldLine++, newLine++) {
                lines.add(same(oldLine, newLine));
            }
            change(edit, lines);
            oldLine = edit.getEndA();
            newLine = edit.getEndB();
        }
        int end = Math.min(last.getEndA() + CONTEXT, before.size());
        for (; oldLine < end && newLine < after.size(); oldLine++, newLine++) {
            lines.add(same(oldLine, newLine));
        }
        return new Hunk(oldStart + 1, newStart + 1, lines);
    }

    /** Lines that replace others are compared with them by words, one after the other. */
    private void change(Edit edit, List<Line> lines) {
        Map<Integer, BitSet> inNew = new HashMap<>();
        for (int i = edit.getBeginA(); i < edit.getEndA(); i++) {
            int twin = edit.getBeginB() + i - edit.getBeginA();
            BitSet changed = new BitSet();
            if (twin < edit.getEndB()) {
                WordDiff.Changed words = words(before.getString(i), after.getString(twin));
                changed = words.before();
                inNew.put(twin, words.after());
            }
            lines.add(new Line(
                    Change.DELETED,
                    Optional.of(i + 1),
                    Optional.empty(),
                    LineSpans.of(before.getString(i), changed),
                    openEnd(before, i)));
        }
        for (int i = edit.getBeginB(); i < edit.getEndB(); i++) {
            lines.add(new Line(
                    Change.ADDED,
                    Optional.empty(),
                    Optional.of(i + 1),
                    LineSpans.of(after.getString(i), inNew.getOrDefault(i, new BitSet())),
                    openEnd(after, i)));
        }
    }

    private WordDiff.Changed words(String old, String now) {
        steps += (long) old.length() * now.length();
        return steps > MOST_STEPS ? WordDiff.Changed.nothing() : WordDiff.of(old, now);
    }

    private Line same(int oldLine, int newLine) {
        return new Line(
                Change.NONE,
                Optional.of(oldLine + 1),
                Optional.of(newLine + 1),
                LineSpans.of(withoutReturn(after.getString(newLine)), new BitSet()),
                openEnd(after, newLine));
    }

    /** How lines end on Windows is no news where nothing changed. */
    private static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private static boolean openEnd(RawText text, int line) {
        return line == text.size() - 1 && text.isMissingNewlineAtEnd();
    }
}
