package dev.cook.agents.transcript;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads fields of a line that may hold anything. Answers what can be believed and never throws. */
final class Fields {
    /** More tokens than any turn has; what is beyond is no count. */
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    /** More dollars than any turn costs. */
    private static final BigDecimal MOST_USD = new BigDecimal("10000000");

    /** Decimals that are kept of an amount. */
    private static final int DECIMALS = 12;

    private Fields() {}

    /** A text; empty where there is none. */
    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.stringValue() : "";
    }

    /** A text as it is, anything else as JSON, nothing where there is nothing. */
    static String shown(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    /**
     * The texts of a list of content blocks, such as {@code [{"type":"text","text":…}]}, also where each lies in a
     * {@code content} of its own; or the text itself. Blocks of other types are named.
     */
    static String content(JsonNode content) {
        if (!content.isArray()) {
            return content.isObject() && content.path("text").isString() ? text(content, "text") : shown(content);
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode block : content) {
            JsonNode inner = block.path("content").isObject() ? block.path("content") : block;
            String piece = inner.path("text").isString()
                    ? text(inner, "text")
                    : inner.isString() ? inner.stringValue() : "[" + text(inner, "type") + "]";
            all.append(all.isEmpty() ? "" : "\n").append(piece);
        }
        return all.toString();
    }

    /** A count, as a number or as text. */
    static Optional<Long> count(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return Optional.of(value.longValue()).filter(count -> count >= 0 && count <= MOST_TOKENS);
        }
        if (value.isString() && value.stringValue().matches("[0-9]{1,12}")) {
            return Optional.of(Long.parseLong(value.stringValue()));
        }
        return Optional.empty();
    }

    /** An amount of money, as a number or as text. */
    static Optional<BigDecimal> amount(JsonNode node, String field) {
        JsonNode value = node.path(field);
        String text = value.isString()
                ? value.stringValue()
                : value.isNumber() && Double.isFinite(value.doubleValue()) ? plain(value.doubleValue()) : "";
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,400})?")) {
            return Optional.empty();
        }
        BigDecimal amount = new BigDecimal(text).setScale(DECIMALS, RoundingMode.HALF_UP);
        return Optional.of(amount.stripTrailingZeros()).filter(usd -> usd.compareTo(MOST_USD) <= 0);
    }

    /** A double's digits without an exponent; beyond what counts, nothing. */
    private static String plain(double value) {
        return Math.abs(value) > MOST_USD.doubleValue()
                ? ""
                : BigDecimal.valueOf(value).toPlainString();
    }
}
