package dev.cook.domain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads what a program wrote to a terminal as plain text. */
public final class TerminalText {
    /**
     * What draws nothing: control sequences of ECMA-48 (CSI, OSC and the other strings up to their terminator, and two-character
     * escapes), and the two shifts between sets of characters: on some terminals one of them ends bold text.
     */
    private static final Pattern UNDRAWN = Pattern.compile(
            "[\u000E\u000F]|\u001B\\[[0-?]*[ -/]*[@-~]|\u001B[\\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?|\u001B[ -/]*[0-~]|\u009B[0-?]*[ -/]*[@-~]");

    private TerminalText() {}

    /** Plain lines: escape sequences and other controls are gone, invalid UTF-8 is U+FFFD, redrawn lines are as last drawn. */
    public static String plain(byte[] raw) {
        return plain(new String(raw, StandardCharsets.UTF_8));
    }

    /** Bytes that are made plain at once: some times as many characters of memory, and longer than any line people read. */
    static final int CHUNK = 1 << 20;

    /**
     * The same of much, chunk by chunk. A chunk ends with a line, if there is one: a sequence that never ends then hides no
     * more than that.
     */
    public static void plain(InputStream raw, Consumer<String> chunks) throws IOException {
        byte[] held = new byte[0];
        while (true) {
            byte[] more = raw.readNBytes(CHUNK - held.length);
            byte[] bytes = Arrays.copyOf(held, held.length + more.length);
            System.arraycopy(more, 0, bytes, held.length, more.length);
            if (bytes.length < CHUNK) {
                if (bytes.length > 0) {
                    chunks.accept(plain(bytes));
                }
                return;
            }
            int end = end(bytes);
            chunks.accept(plain(Arrays.copyOf(bytes, end)));
            held = Arrays.copyOfRange(bytes, end, bytes.length);
        }
    }

    /** Where a chunk ends: after its last line, or else where a character begins. */
    private static int end(byte[] bytes) {
        int line = bytes.length;
        while (line > 0 && bytes[line - 1] != '\n') {
            line--;
        }
        if (line > 0) {
            return line;
        }
        int character = bytes.length;
        // A character of UTF-8 has at most three bytes after its first one, all of which begin with the bits 10.
        while (character > bytes.length - 4 && (bytes[character - 1] & 0xC0) == 0x80) {
            character--;
        }
        return character > 1 && (bytes[character - 1] & 0x80) != 0 ? character - 1 : bytes.length;
    }

    /** The same of text that was decoded already. */
    public static String plain(String raw) {
        String text = UNDRAWN.matcher(raw).replaceAll("");
        return Text.printableLines(text.indexOf('\r') < 0 ? text : lastDrawn(text));
    }

    /**
     * Carriage returns carried out: what is written after one draws the line over again, as progress bars do; before a line
     * feed, and at the end, there is nothing that does. By hand, for a pattern takes minutes for a megabyte without a line break.
     */
    private static String lastDrawn(String text) {
        StringBuilder drawn = new StringBuilder(text.length());
        int line = 0;
        boolean returned = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                returned = true;
            } else if (c == '\n') {
                drawn.append(c);
                line = drawn.length();
                returned = false;
            } else {
                if (returned) {
                    drawn.setLength(line);
                    returned = false;
                }
                drawn.append(c);
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
