package dev.cook.http.review;

import dev.cook.git.diff.FileDiff.Line;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The comments of one file.
 *
 * @param old those that stand below a line of the file before the change, by its number
 * @param now the same of the file after it
 * @param beside those whose lines are not shown: they changed, or are far from any change
 */
public record FileRemarks(
        Map<Integer, List<RemarkCard>> old, Map<Integer, List<RemarkCard>> now, List<RemarkCard> beside) {
    public static final FileRemarks NONE = new FileRemarks(Map.of(), Map.of(), List.of());

    public FileRemarks {
        old = Map.copyOf(old);
        now = Map.copyOf(now);
        beside = List.copyOf(beside);
    }

    public boolean isEmpty() {
        return old.isEmpty() && now.isEmpty() && beside.isEmpty();
    }

    /** What stands below lines that are shown in one row. */
    public List<RemarkCard> below(List<Line> lines) {
        if (old.isEmpty() && now.isEmpty()) {
            return List.of();
        }
        return lines.stream()
                .flatMap(line -> Stream.concat(
                        line.oldNumber().stream().flatMap(number -> old.getOrDefault(number, List.of()).stream()),
                        line.newNumber().stream().flatMap(number -> now.getOrDefault(number, List.of()).stream())))
                .distinct()
                .toList();
    }
}
