package dev.cook.agents.bridge;

import dev.cook.agents.output.BoundedLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads tmux's control protocol. The other side is not trusted: lines that are too long or make no sense are skipped,
 * and an answer that never ends is cut.
 */
final class TmuxControl {
    /** Bytes of one line: tmux writes a few kilobytes at a time, four characters for each byte at worst. */
    static final int LONGEST_LINE = 256 * 1024;
    /** Lines of one answer that are kept: far more windows than an environment has. */
    static final int MOST_REPLY_LINES = 10_000;

    private static final byte[] OUTPUT = "%output ".getBytes(StandardCharsets.US_ASCII);

    private static final Pattern GUARD = Pattern.compile("%(begin|end|error) (\\d{1,19} \\d{1,19}) (\\d{1,9})");
    private static final Pattern PANE = Pattern.compile("%\\d{1,9}");

    private final BoundedLines lines;
    private boolean inReply;
    private boolean ours;
    private String replyNumber = "";
    private List<String> reply = new ArrayList<>();

    TmuxControl(InputStream in) {
        this.lines = new BoundedLines(in, LONGEST_LINE);
    }

    /** The next event, or nothing once the other side has closed. */
    Optional<TmuxEvent> next() throws IOException {
        while (true) {
            Optional<byte[]> line = lines.nextBytes();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            Optional<TmuxEvent> event = understand(line.get());
            if (event.isPresent()) {
                return event;
            }
        }
    }

    private Optional<TmuxEvent> understand(byte[] line) {
        if (!inReply && isOutput(line)) {
            return output(line);
        }
        String text = new String(line, StandardCharsets.UTF_8);
        Matcher guard = GUARD.matcher(text);
        if (guard.matches()) {
            return guard(guard.group(1), guard.group(2), guard.group(3), text);
        }
        if (inReply) {
            keep(text);
            return Optional.empty();
        }
        String word = text.indexOf(' ') < 0 ? text : text.substring(0, text.indexOf(' '));
        return switch (word) {
            case "%window-add",
                    "%window-close",
                    "%window-renamed",
                    "%unlinked-window-add",
                    "%unlinked-window-close",
                    "%unlinked-window-renamed",
                    "%session-changed" -> Optional.of(new TmuxEvent.WindowsChanged());
            case "%exit" ->
                Optional.of(new TmuxEvent.Exit(text.substring(word.length()).strip()));
            default -> Optional.empty();
        };
    }

    private Optional<TmuxEvent> guard(String kind, String number, String flags, String text) {
        if (!inReply) {
            if (kind.equals("begin")) {
                inReply = true;
                replyNumber = number;
                ours = flags.equals("1");
            }
            return Optional.empty();
        }
        if (kind.equals("begin") || !number.equals(replyNumber)) {
            keep(text);
            return Optional.empty();
        }
        List<String> answered = List.copyOf(reply);
        inReply = false;
        reply = new ArrayList<>();
        return Optional.of(new TmuxEvent.Reply(kind.equals("end"), ours, answered));
    }

    private void keep(String text) {
        if (reply.size() < MOST_REPLY_LINES) {
            reply.add(text);
        }
    }

    private static boolean isOutput(byte[] line) {
        return line.length > OUTPUT.length
                && line[OUTPUT.length] == '%'
                && Arrays.equals(line, 0, OUTPUT.length, OUTPUT, 0, OUTPUT.length);
    }

    private static Optional<TmuxEvent> output(byte[] line) {
        int start = OUTPUT.length;
        int space = start;
        while (space < line.length && line[space] != ' ') {
            space++;
        }
        String pane = new String(line, start, space - start, StandardCharsets.ISO_8859_1);
        if (space == line.length || !PANE.matcher(pane).matches()) {
            return Optional.empty();
        }
        return Optional.of(new TmuxEvent.Output(pane, unescaped(line, space + 1)));
    }

    /** tmux writes what is not printable, and the backslash, as a backslash and three octal digits. */
    static byte[] unescaped(byte[] line, int from) {
        byte[] out = new byte[line.length - from];
        int size = 0;
        for (int i = from; i < line.length; i++) {
            if (line[i] == '\\'
                    && i + 3 < line.length
                    && octal(line[i + 1], 3)
                    && octal(line[i + 2], 7)
                    && octal(line[i + 3], 7)) {
                out[size++] = (byte) ((line[i + 1] - '0') << 6 | (line[i + 2] - '0') << 3 | (line[i + 3] - '0'));
                i += 3;
            } else {
                out[size++] = line[i];
            }
        }
        return Arrays.copyOf(out, size);
    }

    private static boolean octal(byte b, int highest) {
        return b >= '0' && b <= '0' + highest;
    }
}
