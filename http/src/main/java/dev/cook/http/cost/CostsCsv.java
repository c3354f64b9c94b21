package dev.cook.http.cost;

import dev.cook.domain.Spent;
import dev.cook.store.UsageReport;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The same as a table for other programs (RFC 4180). What is unknown is empty, never 0. */
final class CostsCsv {
    private static final List<String> HEADS = List.of(
            "name",
            "sessions",
            "turns",
            "turns_of_unknown_cost",
            "input_tokens",
            "output_tokens",
            "reported_usd",
            "computed_usd",
            "environment_seconds",
            "environment_usd",
            "environment_seconds_without_price");

    private CostsCsv() {}

    static String of(List<UsageReport.Line> lines) {
        return Stream.concat(Stream.of(HEADS), lines.stream().map(CostsCsv::cells))
                .map(cells -> cells.stream().map(CostsCsv::quoted).collect(Collectors.joining(",")) + "\r\n")
                .collect(Collectors.joining());
    }

    private static List<String> cells(UsageReport.Line line) {
        Spent spent = line.spent();
        return List.of(
                line.name(),
                Integer.toString(line.sessions()),
                Integer.toString(spent.turns()),
                Integer.toString(spent.unknown()),
                spent.tokens().allInput().map(Object::toString).orElse(""),
                spent.tokens().output().map(Object::toString).orElse(""),
                amount(spent.reportedUsd()),
                amount(spent.computedUsd()),
                Long.toString(line.place().seconds()),
                amount(line.place().usd()),
                Long.toString(line.place().unpriced()));
    }

    private static String amount(@SuppressWarnings("OptionalUsedAsFieldOrParameterType") Optional<BigDecimal> usd) {
        return usd.map(BigDecimal::toPlainString).orElse("");
    }

    /** A spreadsheet would calculate what begins like a formula: names are what somebody pushed. */
    static String quoted(String cell) {
        String text = cell.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + cell : cell;
        return text.matches("(?s).*[\",\\r\\n'].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
