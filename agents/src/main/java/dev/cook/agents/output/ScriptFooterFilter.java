package dev.cook.agents.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lets pass what comes in pieces, but for the line with which script(1) ends a recording. */
public final class ScriptFooterFilter {
    /** Bytes at the end in which script's last line lies. */
    private static final int LAST_LINE = 200;

    /** Bytes of its beginning that are held back; its first one, a line break, is not, or each line would wait for the next. */
    private static final int SUSPECT = 2;

    private byte[] held = {};
    /** How many bytes of what is held have passed already: a line break at most. */
    private int passed;

    /** What can be no part of that line. */
    public byte[] pass(byte[] piece) {
        byte[] all = Arrays.copyOf(held, held.length + piece.length);
        System.arraycopy(piece, 0, all, held.length, piece.length);
        int from = begins(all);
        byte[] pass = Arrays.copyOfRange(all, Math.min(passed, from), from);
        passed = from == 0 ? passed : 0;
        if (from == all.length && from > 0 && all[from - 1] == '\n') {
            from--;
            passed = 1;
        }
        held = Arrays.copyOfRange(all, from, all.length);
        return pass;
    }

    /** What was held back without being that line. */
    public byte[] end() {
        String text = new String(held, StandardCharsets.ISO_8859_1);
        return Arrays.copyOfRange(held, text.startsWith(TimedOutput.FOOTING) ? held.length : passed, held.length);
    }

    /** Where it may begin; the end where it does not. */
    private static int begins(byte[] all) {
        int window = Math.max(0, all.length - LAST_LINE);
        String end = new String(all, window, all.length - window, StandardCharsets.ISO_8859_1);
        int whole = end.lastIndexOf(TimedOutput.FOOTING);
        if (whole >= 0) {
            return window + whole;
        }
        for (int length = TimedOutput.FOOTING.length() - 1; length >= SUSPECT; length--) {
            if (end.endsWith(TimedOutput.FOOTING.substring(0, length))) {
                return all.length - length;
            }
        }
        return all.length;
    }
}
