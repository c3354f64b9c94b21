package dev.cook.sshd.command;

import dev.cook.domain.Text;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, each column as wide as its widest cell; the last one as wide as it likes. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row; what comes from outside loses its control characters here. */
    Table row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " under " + headings.size() + " headings");
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(Text.printable(cell instanceof Instant time ? moment(time) : cell.toString()));
        }
        rows.add(row);
        return this;
    }

    /** A time as people read it: to the second, in UTC. */
    static String moment(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(PrintWriter out, boolean colours) {
        int[] widths = new int[headings.size()];
        measure(widths, headings);
        rows.forEach(row -> measure(widths, row));
        String first = line(widths, headings);
        out.print((colours ? "\033[1m" + first + "\033[0m" : first) + "\n");
        rows.forEach(row -> out.print(line(widths, row) + "\n"));
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], length(row.get(i)));
        }
    }

    private static String line(int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell);
            if (i < widths.length - 1) {
                line.repeat(' ', widths[i] - length(cell)).append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
