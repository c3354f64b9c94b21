package dev.cook.domain;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads what a program wrote to a terminal as plain text. */
public final class TerminalText {
    /** Control sequences of ECMA-48: CSI, OSC and the other strings up to their terminator, and two-character escapes. */
    private static final Pattern ESCAPES = Pattern.compile(
            "\u001B\\[[0-?]*[ -/]*[@-~]|\u001B[\\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?|\u001B[ -/]*[0-~]|\u009B[0-?]*[ -/]*[@-~]");

    private TerminalText() {}

    /** Plain lines: escape sequences and other controls are gone, invalid UTF-8 is U+FFFD, redrawn lines are as last drawn. */
    public static String plain(byte[] raw) {
        return plain(new String(raw, StandardCharsets.UTF_8));
    }

    /** The same of text that was decoded already. */
    public static String plain(String raw) {
        String text = raw.indexOf('\u001B') < 0 && raw.indexOf('\u009B') < 0
                ? raw
                : ESCAPES.matcher(raw).replaceAll("");
        return Text.printableLines(text.indexOf('\r') < 0 ? text : lastDrawn(text));
    }

    /**
     * Carriage returns carried out: before a line feed they mean nothing, elsewhere the line is drawn over again, as
     * progress bars do. By hand, for a pattern takes minutes for a megabyte without a line break.
     */
    private static String lastDrawn(String text) {
        StringBuilder drawn = new StringBuilder(text.length());
        int line = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                drawn.append(c);
                line = drawn.length();
            } else if (c != '\r') {
                drawn.append(c);
            } else {
                while (i + 1 < text.length() && text.charAt(i + 1) == '\r') {
                    i++;
                }
                if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    drawn.setLength(line);
                }
            }
        }
        return drawn.toString();
    }

    /** The last lines of a text, at most {@code limit} characters of it: where a log says what went wrong. */
    public static String tail(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        String end = text.substring(text.length() - limit);
        int line = end.indexOf('\n');
        return "…\n" + (line < 0 ? end : end.substring(line + 1));
    }
}
