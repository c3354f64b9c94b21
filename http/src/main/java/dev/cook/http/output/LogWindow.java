package dev.cook.http.output;

import java.util.List;

/**
 * Some lines of a log that is over.
 *
 * @param parts its lines and the groups of them
 * @param first the number of the first one; lines count from 1
 * @param total lines of the whole log
 * @param number which window it is, counted from 1
 * @param windows of the whole log
 * @param continued whether the first line began in the window before
 */
public record LogWindow(
        List<LogPart> parts, int first, int last, int total, int number, int windows, boolean continued) {
    public LogWindow {
        parts = List.copyOf(parts);
    }

    public boolean isWhole() {
        return windows == 1;
    }
}
