package dev.cook.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that a run found out.
 *
 * @param about facts about machine and settings, by name, in the order they are shown
 */
record Report(Map<String, String> about, List<Row> rows) {
    Report {
        rows = List.copyOf(rows);
    }

    /** As Markdown. */
    String table() {
        StringBuilder text = new StringBuilder();
        about.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("\n| row | Cook | peer | ratio | target | |\n|---|---:|---:|---:|---:|---|\n");
        rows.forEach(row -> text.append(line(row)).append('\n'));
        return text.toString();
    }

    /** One row as a line of the table. */
    static String line(Row row) {
        boolean alone = row.peer().isEmpty();
        return "| "
                + String.join(
                        " | ",
                        row.name(),
                        row.shown(row.cook()),
                        alone ? "–" : row.shown(row.peer()) + " " + row.peerName(),
                        alone ? "–" : Row.number(row.judged()),
                        row.target().map(Row.Target::text).orElse("–"),
                        row.verdict())
                + " |";
    }

    /** As JSON, with every run; times in seconds. */
    String json() {
        String facts = about.entrySet().stream()
                .map(fact -> "    " + quoted(fact.getKey()) + ": " + quoted(fact.getValue()))
                .collect(Collectors.joining(",\n"));
        return "{\n  \"about\": {\n" + facts + "\n  },\n  \"rows\": [\n"
                + rows.stream().map(Report::json).collect(Collectors.joining(",\n")) + "\n  ]\n}\n";
    }

    private static String json(Row row) {
        return "    {\"group\": " + quoted(row.group()) + ", \"name\": " + quoted(row.name())
                + ", \"unit\": " + quoted(row.unit().equals("ms") ? "s" : row.unit())
                + ", \"cook\": " + numbers(row.cook())
                + ", \"peer_name\": " + quoted(row.peerName())
                + ", \"peer\": " + numbers(row.peer())
                + ", \"judged\": " + number(row.judged())
                + ", \"target\": "
                + row.target().map(target -> number(target.limit())).orElse("null")
                + ", \"more_is_better\": "
                + row.target().map(target -> target.more()).orElse(false)
                + ", \"met\": " + row.met().map(String::valueOf).orElse("null") + "}";
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(Report::number).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
