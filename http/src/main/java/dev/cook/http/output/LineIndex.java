package dev.cook.http.output;

import java.util.Arrays;

/**
 * Where the windows of a text begin, so that one of them is found without reading what is before it. A window has an end of
 * lines and of bytes; only a line that alone is longer than a window goes on in the next one. Pure.
 *
 * @param starts the byte with which each window begins; the first is 0
 * @param firsts the number of the line that each of these bytes belongs to; lines count from 1
 * @param parts whether that line began in a window before
 * @param lines of all of it
 * @param bytes of all of it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares indexes
record LineIndex(int[] starts, int[] firsts, boolean[] parts, int lines, int bytes) {
    /** Lines of a window: a browser lays them out at once. */
    static final int WINDOW = 2_000;

    /** Bytes of a window: 2,000 lines of 256 bytes; read, coloured and sent within 50 ms. */
    static final int WINDOW_BYTES = 512 * 1024;

    /** Bytes that a cut within a line may move back, so that no character and no escape sequence is in two parts. */
    private static final int SEQUENCE = 64;

    private static final int ESCAPE = 0x1b;

    static LineIndex of(byte[] text) {
        Building building = new Building();
        int lines = 0;
        int line = 0;
        while (line < text.length) {
            int end = line;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            end = Math.min(end + 1, text.length);
            lines++;
            if (lines - building.first() >= WINDOW || (end - building.start() > WINDOW_BYTES && line > 0)) {
                building.begin(line, lines, false);
            }
            while (end - building.start() > WINDOW_BYTES) {
                building.begin(cut(text, building.start()), lines, true);
            }
            line = end;
        }
        return building.index(lines, text.length);
    }

    /** Where a line goes on in the next window, of one that is longer than the window from {@code start}. */
    private static int cut(byte[] text, int start) {
        int full = start + WINDOW_BYTES;
        int cut = full;
        while (cut > full - 4 && (text[cut] & 0xC0) == 0x80) {
            cut--;
        }
        for (int i = cut - 1; i >= full - SEQUENCE; i--) {
            if (text[i] == ESCAPE) {
                return i;
            }
        }
        // A carriage return stays with what it ends.
        return text[cut - 1] == '\r' ? cut - 1 : cut;
    }

    /** Windows so far. */
    private static final class Building {
        private int[] starts = new int[16];
        private int[] firsts = new int[16];
        private boolean[] parts = new boolean[16];
        private int windows = 1;

        Building() {
            firsts[0] = 1;
        }

        int start() {
            return starts[windows - 1];
        }

        int first() {
            return firsts[windows - 1];
        }

        void begin(int at, int line, boolean part) {
            if (at == start()) {
                return;
            }
            if (windows == starts.length) {
                starts = Arrays.copyOf(starts, windows * 2);
                firsts = Arrays.copyOf(firsts, windows * 2);
                parts = Arrays.copyOf(parts, windows * 2);
            }
            starts[windows] = at;
            firsts[windows] = line;
            parts[windows] = part;
            windows++;
        }

        LineIndex index(int lines, int bytes) {
            return new LineIndex(
                    Arrays.copyOf(starts, windows),
                    Arrays.copyOf(firsts, windows),
                    Arrays.copyOf(parts, windows),
                    lines,
                    bytes);
        }
    }

    int windows() {
        return starts.length;
    }

    /**
     * The window in which a line begins, or the nearest one.
     *
     * @param line counts from 1
     */
    int windowOf(long line) {
        int low = 0;
        int high = windows() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            boolean beginsBefore = firsts[middle] < line || (firsts[middle] == line && !continues(middle));
            low = beginsBefore ? middle : low;
            high = beginsBefore ? high : middle - 1;
        }
        return low;
    }

    int from(int window) {
        return starts[window];
    }

    int to(int window) {
        return window + 1 < windows() ? starts[window + 1] : bytes;
    }

    /** Whether a window begins within a line, of which the beginning is in one before it. */
    boolean continues(int window) {
        return parts[window];
    }

    /** The number of the line that a window begins with, and of the one that it ends with. */
    int first(int window) {
        return firsts[window];
    }

    int last(int window) {
        if (window + 1 >= windows()) {
            return lines;
        }
        return continues(window + 1) ? firsts[window + 1] : firsts[window + 1] - 1;
    }
}
