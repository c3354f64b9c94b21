package dev.cook.http.output;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts together the lines that a program said belong together, by GitHub's {@code ::group::} and {@code ::endgroup::} or GitLab's
 * {@code section_start} and {@code section_end}. Pure.
 */
final class LogFolds {
    /** Groups within groups; a deeper one is lines of the one around it, for a page has to lay them out. */
    private static final int DEEPEST = 8;

    /** Characters of a title that are shown; a line may be long. */
    private static final int TITLE = 200;

    private final boolean end;
    private final int shown;
    private final Deque<Open> open = new ArrayDeque<>();

    private LogFolds(boolean end, int shown) {
        this.end = end;
        this.shown = shown;
        open.push(new Open("", "", 0));
    }

    /** A group whose end was not read yet. */
    private static final class Open {
        private final String name;
        private final String title;
        private final int number;
        private final List<LogPart> parts = new ArrayList<>();
        private int lines;
        private boolean holdsShown;

        Open(String name, String title, int number) {
            this.name = name;
            this.title = title;
            this.number = number;
        }
    }

    /**
     * @param first the number of the first line
     * @param continued whether that line began before
     * @param end whether the log ends with these lines: what then still is open is where the program stopped, so it is shown
     * @param shown a line that somebody came for, whose groups are open; -1: none
     */
    static List<LogPart> of(List<TerminalLines.Line> lines, int first, boolean continued, boolean end, int shown) {
        LogFolds folds = new LogFolds(end, shown);
        int number = continued ? first : first - 1;
        boolean within = continued;
        for (TerminalLines.Line line : lines) {
            boolean begins = line.begins() && !within;
            within = false;
            number += begins ? 1 : 0;
            folds.add(line, begins ? number : 0);
        }
        while (folds.open.size() > 1) {
            folds.close(folds.end);
        }
        return folds.open.element().parts;
    }

    private void add(TerminalLines.Line line, int number) {
        line.marks().stream().filter(mark -> !mark.begins()).forEach(mark -> end(mark.name()));
        for (TerminalLines.Mark mark : line.marks()) {
            if (mark.begins() && open.size() <= DEEPEST) {
                Open group = new Open(mark.name(), title(mark, line), number);
                group.holdsShown = number == shown;
                open.push(group);
                return;
            }
        }
        Open group = open.element();
        group.parts.add(new LogPart.Row(number, line.spans()));
        group.lines += number > 0 ? 1 : 0;
        group.holdsShown |= number == shown;
    }

    private static String title(TerminalLines.Mark mark, TerminalLines.Line line) {
        String text = (mark.title().isEmpty() ? line.text() : mark.title()).strip();
        String told = text.isEmpty() ? mark.name() : text;
        return told.codePointCount(0, told.length()) <= TITLE
                ? told
                : told.substring(0, told.offsetByCodePoints(0, TITLE)) + "…";
    }

    /** Ends a group and those within it; an end without a beginning is in a window before, or nobody's. */
    private void end(String name) {
        if (open.stream().limit(open.size() - 1L).noneMatch(group -> group.name.equals(name))) {
            return;
        }
        boolean found = false;
        while (!found) {
            found = open.element().name.equals(name);
            close(false);
        }
    }

    private void close(boolean unfinished) {
        Open group = open.pop();
        Open around = open.element();
        around.parts.add(
                new LogPart.Group(group.number, group.title, group.lines, unfinished || group.holdsShown, group.parts));
        around.lines += group.lines + 1;
        around.holdsShown |= group.holdsShown;
    }
}
