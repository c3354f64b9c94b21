package dev.cook.http.output;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program wrote to its terminal, as lines that a page can show: colours become classes, a carriage return
 * overwrites, and every other escape sequence is dropped. Nothing in the result is markup.
 */
public final class TerminalLines {
    /** Columns before a line is broken: a program may write megabytes without a line feed. */
    private static final int WIDEST = 1_000;

    /** Groups that may end and begin in one line. */
    private static final int MARKS = 16;

    private static final int TAB = 8;
    private static final int ESCAPE = 0x1b;
    private static final int BELL = 0x07;

    /** Text of one style; the classes are such as {@code "f2 b"}, or nothing. */
    public record Span(String css, String text) {}

    /**
     * Where a group of lines begins or ends, as programs tell the pages of GitHub and GitLab.
     *
     * @param name GitLab's; GitHub's groups have none
     * @param title GitHub's; GitLab's is the rest of the line
     */
    record Mark(boolean begins, String name, String title) {
        /** Characters of a name; GitLab's are short, and a line may be long. */
        private static final Pattern SECTION =
                Pattern.compile("section_(start|end):[0-9]{1,12}:([A-Za-z0-9_.-]{1,255})(?:\\[[a-z=,]{0,100}\\])?\\s*");

        private static final Pattern GROUP =
                Pattern.compile("(?:::|##\\[)(?:(group)(?:::|\\])(.*)|endgroup(?:::|\\])\\s*)");

        /** Where GitHub would see one: at the beginning of a line. */
        static Optional<Mark> of(CharSequence text) {
            // Most lines are neither, and are told by their first characters.
            if (text.length() < 8 || "s:#".indexOf(text.charAt(0)) < 0) {
                return Optional.empty();
            }
            Matcher section = SECTION.matcher(text);
            if (section.matches()) {
                return Optional.of(new Mark(section.group(1).equals("start"), section.group(2), ""));
            }
            Matcher group = GROUP.matcher(text);
            return group.matches()
                    ? Optional.of(group.group(1) == null ? new Mark(false, "", "") : new Mark(true, "", group.group(2)))
                    : Optional.empty();
        }
    }

    /**
     * One line; empty lines have no spans.
     *
     * @param begins whether a line of the output begins here; false: it goes on with one that is too wide
     * @param marks groups of lines that begin or end here
     */
    public record Line(List<Span> spans, boolean begins, List<Mark> marks) {
        Line(List<Span> spans) {
            this(spans, true, List.of());
        }

        public Line {
            spans = List.copyOf(spans);
            marks = List.copyOf(marks);
        }

        String text() {
            StringBuilder out = new StringBuilder();
            spans.forEach(span -> out.append(span.text()));
            return out.toString();
        }
    }

    private final int most;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final List<String> styles = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final StringBuilder cells = new StringBuilder();
    private final TerminalStyle style = new TerminalStyle();
    private final String input;
    private int column;
    private int position;
    private boolean begins = true;

    private TerminalLines(String input, int most) {
        this.input = input;
        this.most = most;
    }

    /** The last lines, at most {@code most}, of what may begin in the middle of a character or a sequence. */
    public static List<Line> lines(byte[] output, int most) {
        int start = 0;
        while (start < output.length && (output[start] & 0xC0) == 0x80) {
            start++;
        }
        String text = new String(output, start, output.length - start, StandardCharsets.UTF_8);
        return new TerminalLines(text, most).read();
    }

    private List<Line> read() {
        while (position < input.length()) {
            char c = input.charAt(position++);
            switch (c) {
                case '\n' -> endLine();
                case '\r' -> {
                    mark();
                    column = 0;
                }
                case '\b' -> column = Math.max(0, column - 1);
                case '\t' -> spaces(TAB - column % TAB);
                case ESCAPE -> escape();
                default -> print(c);
            }
        }
        if (!cells.isEmpty()) {
            endLine();
        }
        return List.copyOf(lines);
    }

    private void print(char c) {
        if (Character.isISOControl(c)) {
            return;
        }
        put(isTreacherous(c) ? '\uFFFD' : c);
    }

    private void spaces(int count) {
        for (int i = 0; i < count; i++) {
            put(' ');
        }
    }

    private void put(char c) {
        if (column >= WIDEST) {
            endLine();
            begins = false;
        }
        while (cells.length() < column) {
            cells.append(' ');
            styles.add("");
        }
        if (column < cells.length()) {
            cells.setCharAt(column, c);
            styles.set(column, style.css());
        } else {
            cells.append(c);
            styles.add(style.css());
        }
        column++;
    }

    /** GitLab's marks end with a carriage return, and what follows overwrites them. */
    private void mark() {
        // A line that overwrites itself for megabytes has no more than this.
        if (begins && column == cells.length() && marks.size() < MARKS) {
            Mark.of(cells).ifPresent(mark -> {
                if (!marks.contains(mark)) {
                    marks.add(mark);
                }
            });
        }
    }

    private void endLine() {
        mark();
        List<Span> spans = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= cells.length(); i++) {
            if (i == cells.length() || !styles.get(i).equals(styles.get(from))) {
                spans.add(new Span(styles.get(from), whole(cells.substring(from, i))));
                from = i;
            }
        }
        lines.add(new Line(spans, begins, marks));
        begins = true;
        marks.clear();
        if (lines.size() > most) {
            lines.removeFirst();
        }
        cells.setLength(0);
        styles.clear();
        column = 0;
    }

    /** Overwriting may leave half of a surrogate pair. */
    private static String whole(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
        return out.toString();
    }

    private void escape() {
        if (position >= input.length()) {
            return;
        }
        char kind = input.charAt(position++);
        switch (kind) {
            case '[' -> control();
            case ']', 'P', '_', '^', 'X' -> string();
            case '\n' -> position--;
            default -> {
                while (position < input.length() && kind >= 0x20 && kind <= 0x2F && input.charAt(position) != '\n') {
                    kind = input.charAt(position++);
                }
            }
        }
    }

    /** A title, a link or another text for the terminal itself: up to a bell or ESC \. One without an end hides no other line. */
    private void string() {
        while (position < input.length() && input.charAt(position) != '\n') {
            char c = input.charAt(position++);
            if (c == BELL) {
                return;
            }
            if (c == ESCAPE) {
                position += position < input.length() && input.charAt(position) != '\n' ? 1 : 0;
                return;
            }
        }
    }

    private void control() {
        int from = position;
        while (position < input.length() && input.charAt(position) >= 0x20 && input.charAt(position) <= 0x3F) {
            position++;
        }
        if (position >= input.length() || input.charAt(position) == '\n') {
            return;
        }
        String parameters = input.substring(from, position);
        switch (input.charAt(position++)) {
            case 'm' -> style.apply(parameters);
            case 'K' -> erase(number(parameters, 0));
            case 'C' -> column = Math.min(WIDEST, column + number(parameters, 1));
            case 'D' -> column = Math.max(0, column - number(parameters, 1));
            case 'G' -> column = Math.min(WIDEST, Math.max(1, number(parameters, 1)) - 1);
            default -> {
                // A page has no screen to move about on.
            }
        }
    }

    private void erase(int part) {
        int from = part == 0 ? Math.min(column, cells.length()) : 0;
        int to = part == 1 ? Math.min(column + 1, cells.length()) : cells.length();
        for (int i = from; i < to; i++) {
            cells.setCharAt(i, ' ');
            styles.set(i, "");
        }
        if (part != 1) {
            cells.setLength(from);
            styles.subList(from, styles.size()).clear();
        }
    }

    private static int number(String parameters, int otherwise) {
        return parameters.matches("[0-9]{1,4}") ? Integer.parseInt(parameters) : otherwise;
    }

    private static boolean isTreacherous(char c) {
        return (c >= 0x200B && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x2069)
                || c == 0xFEFF;
    }
}
