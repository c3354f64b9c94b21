package dev.cook.domain;

/** What becomes of text from outside before a person sees it. */
public final class Text {
    private Text() {}

    /** The same text with every control, bidirectional and zero-width character replaced by U+FFFD; line breaks become spaces. */
    public static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                out.append(' ');
            } else {
                out.appendCodePoint(Checks.isTreacherous(c) ? 0xFFFD : c);
            }
        });
        return out.toString();
    }

    /** Like {@link #printable}, but keeps line breaks and tabs: for logs and messages of several lines. */
    public static String printableLines(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> out.appendCodePoint(c == '\n' || c == '\t' || !Checks.isTreacherous(c) ? c : 0xFFFD));
        return out.toString();
    }

    /** Cuts to at most {@code limit} characters, with an ellipsis as the last one where something was cut. */
    public static String shortened(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit - 1) + "…";
    }
}
