package dev.cook.domain;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads what a program wrote to a terminal as plain text. */
public final class TerminalText {
    /** Control sequences of ECMA-48: CSI, OSC and the other strings up to their terminator, and two-character escapes. */
    private static final Pattern ESCAPES = Pattern.compile(
            "\u001B\\[[0-?]*[ -/]*[@-~]|\u001B[\\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?|\u001B[ -/]*[0-~]|\u009B[0-?]*[ -/]*[@-~]");

    /** A line that was drawn over again, as progress bars do: only what was drawn last counts. */
    private static final Pattern REDRAWN = Pattern.compile("[^\n]*\r(?!\n)");

    private TerminalText() {}

    /** Plain lines: escape sequences and other controls are gone, invalid UTF-8 is U+FFFD, redrawn lines are as last drawn. */
    public static String plain(byte[] raw) {
        String text = ESCAPES.matcher(new String(raw, StandardCharsets.UTF_8)).replaceAll("");
        text = REDRAWN.matcher(text.replaceAll("\r+\n", "\n")).replaceAll("");
        return Text.printableLines(text);
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
