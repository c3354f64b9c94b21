package dev.cook.domain;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What becomes of text from outside before a person sees it. */
public final class Text {
    private Text() {}

    /**
     * The same text with every control, bidirectional and zero-width character replaced by U+FFFD, but for joiners; line breaks become
     * spaces.
     */
    public static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                out.append(' ');
            } else {
                out.appendCodePoint(Checks.isTreacherous(c) && !Checks.isJoiner(c) ? 0xFFFD : c);
            }
        });
        return out.toString();
    }

    /** Like {@link #printable}, but keeps line breaks and tabs: for logs and messages of several lines. */
    public static String printableLines(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> out.appendCodePoint(
                        c == '\n' || c == '\t' || Checks.isJoiner(c) || !Checks.isTreacherous(c) ? c : 0xFFFD));
        return out.toString();
    }

    /**
     * The first character of a text of several lines that could make it read as something else than it says, by its code, its
     * name and its place, such as {@code U+202E RIGHT-TO-LEFT OVERRIDE, character 17}. The joiners of scripts and of emoji are
     * none.
     */
    public static Optional<String> firstDeceptive(String text) {
        int[] characters = text.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c != '\n' && c != '\t' && !Checks.isJoiner(c) && Checks.isTreacherous(c)) {
                String name = Optional.ofNullable(Character.getName(c))
                        .map(named -> " " + named)
                        .orElse("");
                return Optional.of(String.format(Locale.ROOT, "U+%04X%s, character %d", c, name, i + 1));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a character is not seen, or changes how others are seen: controls but for the tab, bidirectional and zero-width
     * characters, joiners too.
     */
    public static boolean isHidden(int c) {
        return c != '\t' && Checks.isTreacherous(c);
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

    /** A count with its thousands apart, such as {@code 1,204}. */
    public static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
