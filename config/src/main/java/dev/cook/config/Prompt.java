package dev.cook.config;

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
        if (text.codePoints().anyMatch(c -> QuotedValue.isTreacherous(c) && c != '\n' && c != '\t' && c != '\r')) {
            throw new IllegalArgumentException("holds control, zero-width or direction characters");
        }
        return text;
    }
}
