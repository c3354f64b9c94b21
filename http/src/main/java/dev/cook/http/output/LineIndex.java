package dev.cook.http.output;

import java.util.Arrays;

/**
 * Where the windows of a text begin, so that one of them is found without reading what is before it. Pure.
 *
 * @param starts the byte with which each window begins; the first is 0
 * @param lines of all of it
 * @param bytes of all of it
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares indexes
record LineIndex(int[] starts, int lines, int bytes) {
    /** Lines of a window: a browser lays them out at once. */
    static final int WINDOW = 2_000;

    static LineIndex of(byte[] text) {
        int[] starts = new int[16];
        int windows = 1;
        int lines = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                lines++;
                if (lines % WINDOW == 0 && i + 1 < text.length) {
                    if (windows == starts.length) {
                        starts = Arrays.copyOf(starts, windows * 2);
                    }
                    starts[windows++] = i + 1;
                }
            }
        }
        boolean open = text.length > 0 && text[text.length - 1] != '\n';
        return new LineIndex(Arrays.copyOf(starts, windows), open ? lines + 1 : lines, text.length);
    }

    int windows() {
        return starts.length;
    }

    /**
     * The window that holds a line, or the nearest one.
     *
     * @param line counts from 1
     */
    int windowOf(long line) {
        return Math.clamp((line - 1) / WINDOW, 0, windows() - 1);
    }

    int from(int window) {
        return starts[window];
    }

    int to(int window) {
        return window + 1 < windows() ? starts[window + 1] : bytes;
    }

    /** The number of a window's first line, and of its last one. */
    int first(int window) {
        return window * WINDOW + 1;
    }

    int last(int window) {
        return Math.min(lines, (window + 1) * WINDOW);
    }
}
