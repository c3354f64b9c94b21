package dev.cook.domain;

import java.time.Duration;
import java.util.Locale;

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

    /** A length of time as people say it: {@code 0.4 s}, {@code 75 s}, {@code 3 min}. */
    public static String duration(Duration length) {
        long seconds = length.toSeconds();
        return seconds < 10
                ? String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0)
                : seconds < 120 ? seconds + " s" : seconds / 60 + " min";
    }
}
