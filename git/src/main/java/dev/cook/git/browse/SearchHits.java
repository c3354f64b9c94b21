package dev.cook.git.browse;

import dev.cook.git.diff.FileDiff.Span;
import java.util.List;

/**
 * Where a commit holds what somebody looked for.
 *
 * @param paths paths that hold it in their name
 * @param files files that hold it in their text
 * @param all whether these are all there are; else a bound was met, which {@code why} names
 */
public record SearchHits(List<String> paths, List<FileHits> files, boolean all, String why) {
    public SearchHits {
        paths = List.copyOf(paths);
        files = List.copyOf(files);
    }

    /**
     * A file and the first of its lines that hold it.
     *
     * @param more whether other lines do, too
     */
    public record FileHits(String path, List<LineHit> lines, boolean more) {
        public FileHits {
            lines = List.copyOf(lines);
        }
    }

    /** A line, from 1, with what was looked for marked as changed. */
    public record LineHit(int number, List<Span> spans) {
        public LineHit {
            spans = List.copyOf(spans);
        }
    }
}
