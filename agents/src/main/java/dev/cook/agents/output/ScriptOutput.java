package dev.cook.agents.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What script(1) recorded, without the lines of its own that it puts around it. Pure. */
public final class ScriptOutput {
    private static final byte[] FIRST = "Script started on ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST = "\nScript done on ".getBytes(StandardCharsets.US_ASCII);

    /** Bytes at the end in which script's last line lies. */
    private static final int LAST_LINE = 200;

    private ScriptOutput() {}

    public static byte[] body(byte[] recorded) {
        int from = 0;
        if (startsAt(recorded, 0, FIRST)) {
            while (from < recorded.length && recorded[from] != '\n') {
                from++;
            }
            from = Math.min(from + 1, recorded.length);
        }
        int to = recorded.length;
        for (int i = recorded.length - LAST.length; i >= Math.max(from, recorded.length - LAST_LINE); i--) {
            if (startsAt(recorded, i, LAST)) {
                to = i;
                break;
            }
        }
        return Arrays.copyOfRange(recorded, from, to);
    }

    private static boolean startsAt(byte[] bytes, int at, byte[] prefix) {
        return bytes.length >= at + prefix.length
                && Arrays.equals(bytes, at, at + prefix.length, prefix, 0, prefix.length);
    }
}
