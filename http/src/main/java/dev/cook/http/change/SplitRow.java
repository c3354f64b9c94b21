package dev.cook.http.change;

import dev.cook.git.diff.FileDiff.Change;
import dev.cook.git.diff.FileDiff.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A row of a diff with old and new side by side. */
public record SplitRow(Optional<Line> before, Optional<Line> after) {
    /** Deleted lines stand beside the added ones that follow them. */
    public static List<SplitRow> of(List<Line> lines) {
        List<SplitRow> rows = new ArrayList<>();
        List<Line> deleted = new ArrayList<>();
        List<Line> added = new ArrayList<>();
        for (Line line : lines) {
            if (line.change() == Change.NONE || (line.change() == Change.DELETED && !added.isEmpty())) {
                pair(deleted, added, rows);
            }
            switch (line.change()) {
                case NONE -> rows.add(new SplitRow(Optional.of(line), Optional.of(line)));
                case DELETED -> deleted.add(line);
                case ADDED -> added.add(line);
            }
        }
        pair(deleted, added, rows);
        return rows;
    }

    /** The lines in it, on both sides. */
    public List<Line> lines() {
        return Stream.concat(before.stream(), after.stream()).toList();
    }

    private static void pair(List<Line> deleted, List<Line> added, List<SplitRow> rows) {
        for (int i = 0; i < Math.max(deleted.size(), added.size()); i++) {
            rows.add(new SplitRow(at(deleted, i), at(added, i)));
        }
        deleted.clear();
        added.clear();
    }

    private static Optional<Line> at(List<Line> lines, int i) {
        return i < lines.size() ? Optional.of(lines.get(i)) : Optional.empty();
    }
}
