package dev.cook.agents.output;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal's columns and rows, as far as a player can show them. */
public record TerminalSize(int columns, int rows) {
    /** What a terminal has that does not say. */
    public static final TerminalSize USUAL = new TerminalSize(80, 24);

    /** More columns or rows than any screen has. */
    private static final int LARGEST = 1000;

    private static final Pattern CHANGE = Pattern.compile("ROWS=(\\d{1,6}) COLS=(\\d{1,6})");

    /** As a client says it: a size that no screen has is brought to one; none at all is the usual one. */
    public static TerminalSize claimed(int columns, int rows) {
        return new TerminalSize(
                columns <= 0 ? USUAL.columns : Math.min(columns, LARGEST),
                rows <= 0 ? USUAL.rows : Math.clamp(rows, 2, LARGEST));
    }

    /** After one of script's headers, such as {@code COLUMNS 80}; others change nothing. */
    TerminalSize with(String name, String value) {
        if (!value.matches("\\d{1,6}")) {
            return this;
        }
        return switch (name) {
            case "COLUMNS" -> new TerminalSize(bounded(value), rows);
            case "LINES" -> new TerminalSize(columns, bounded(value));
            default -> this;
        };
    }

    /** After one of script's notes of a change of size. */
    TerminalSize with(String change) {
        Matcher matcher = CHANGE.matcher(change);
        return matcher.find() ? new TerminalSize(bounded(matcher.group(2)), bounded(matcher.group(1))) : this;
    }

    private static int bounded(String digits) {
        return Math.clamp(Integer.parseInt(digits), 1, LARGEST);
    }

    @Override
    public String toString() {
        return columns + "x" + rows;
    }
}
