package dev.cook.agents.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reads lines of untrusted text; those that are too long are passed over, whole. */
public final class BoundedLines {
    private static final byte[] NOTHING = {};

    private final InputStream in;
    private final int longest;

    /** What was read and not yet taken: a flood of output is looked for its line ends here, without a call for each byte. */
    private final byte[] buffer = new byte[32 * 1024];

    private int at;
    private int end;

    public BoundedLines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line as bytes, without its end; an unfinished last one does not count. */
    public Optional<byte[]> nextBytes() throws IOException {
        byte[] begun = NOTHING;
        boolean tooLong = false;
        while (at < end || fill()) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            tooLong |= begun.length + (stop - at) > longest;
            if (!tooLong) {
                begun = with(begun, stop);
            }
            at = stop;
            if (stop < end) {
                at++;
                if (!tooLong) {
                    return Optional.of(begun);
                }
                begun = NOTHING;
                tooLong = false;
            }
        }
        return Optional.empty();
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private byte[] with(byte[] begun, int stop) {
        byte[] longer = Arrays.copyOf(begun, begun.length + (stop - at));
        System.arraycopy(buffer, at, longer, begun.length, stop - at);
        return longer;
    }

    Optional<String> next() throws IOException {
        return nextBytes().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
