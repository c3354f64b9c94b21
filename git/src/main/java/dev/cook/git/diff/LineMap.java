package dev.cook.git.diff;

import dev.cook.domain.LineRange;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** Where the lines of a text are in a later one. Pure. */
final class LineMap {
    private final List<Edit> edits;

    private LineMap(List<Edit> edits) {
        this.edits = edits;
    }

    static LineMap of(RawText before, RawText after) {
        return new LineMap(LineDiff.edits(before, after, RawTextComparator.DEFAULT));
    }

    /** Where lines of the first text are in the second one; empty where one of them, or what lies between them, changed. */
    Optional<LineRange> follow(LineRange lines) {
        int from = lines.first() - 1;
        int to = lines.last();
        int moved = 0;
        for (Edit edit : edits) {
            if (edit.getBeginA() >= to) {
                break;
            }
            if (edit.getEndA() > from) {
                return Optional.empty();
            }
            moved = edit.getEndB() - edit.getEndA();
        }
        return Optional.of(new LineRange(lines.first() + moved, lines.last() + moved));
    }
}
