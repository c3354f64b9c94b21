package dev.cook.http.output;

import java.util.List;

/**
 * Some lines of a log that is over.
 *
 * @param first the number of the first one; lines count from 1
 * @param total lines of the whole log
 * @param step lines of a window
 */
public record LogWindow(List<TerminalLines.Line> lines, int first, int last, int total, int step) {
    public LogWindow {
        lines = List.copyOf(lines);
    }

    public boolean isWhole() {
        return first == 1 && last == total;
    }

    /** The number of a line in this window, of those before it that begin one. */
    public int number(int beginning) {
        return first + beginning;
    }
}
