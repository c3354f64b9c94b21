package dev.cook.config;

import java.util.Locale;

/** What an agent is told: text of several lines. */
record Prompt() implements ValueType<String> {
    /** As a push may give an agent half as much again; a gate's is written once and sent for each commit. */
    private static final int LONGEST = 32 * 1024;

    @Override
    public String title() {
        return "text";
    }

    @Override
    public boolean isScalar() {
        return false;
    }

    @Override
    public String ofToml(Object value) {
        if (value instanceof String text) {
            return ofText(text);
        }
        throw new IllegalArgumentException("expected a text in quotes, found " + QuotedValue.value(value));
    }

    @Override
    public String ofText(String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException("must have 1 to " + LONGEST + " characters");
        }
        text.codePoints()
                .filter(c -> QuotedValue.isTreacherous(c) && c != '\n' && c != '\t' && c != '\r' && !isJoiner(c))
                .findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "holds the character U+%04X, which nobody would see", c));
                });
        return text;
    }

    /** Some scripts, and many emoji, are not written without them. */
    private static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }
}
