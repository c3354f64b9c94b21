package dev.cook.agents;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines of untrusted text; those that are too long are passed over, whole. */
final class BoundedLines {
    private final InputStream in;
    private final int longest;

    BoundedLines(InputStream in, int longest) {
        this.in = new BufferedInputStream(in, 32 * 1024);
        this.longest = longest;
    }

    /** The next line as bytes, without its end; an unfinished last one does not count. */
    Optional<byte[]> nextBytes() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        boolean tooLong = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                if (!tooLong) {
                    return Optional.of(line.toByteArray());
                }
                line.reset();
                tooLong = false;
            } else if (line.size() >= longest) {
                tooLong = true;
            } else {
                line.write(b);
            }
        }
        return Optional.empty();
    }

    Optional<String> next() throws IOException {
        return nextBytes().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
