package dev.cook.agents.output;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What script(1) recorded, piece by piece with the time of each. Both files come from an environment and may say anything:
 * what the timing does not cover comes last and without a time.
 */
final class TimedOutput {
    /** script's first line names its command and the time; it is in the data but not in the timing. */
    private static final int LONGEST_HEADING = 4096;

    /** Characters of a line of timing; those of script have a few dozen. */
    private static final int LONGEST_LINE = 4096;

    /** script's last line, which nothing of the job wrote. */
    static final String FOOTING = "\nScript done on ";

    /** Bytes handed over at once. */
    private static final int PIECE = 64 * 1024;

    /** Seconds after which a time is not believed: far more than a job may run. */
    private static final double LONGEST = 10_000_000;

    private TimedOutput() {}

    /** What pieces are handed to. */
    interface Taker {
        void piece(byte[] bytes, Optional<Duration> at) throws IOException;
    }

    static void read(InputStream data, InputStream timing, Taker taker) throws IOException {
        InputStream in = new BufferedInputStream(data, PIECE);
        skipHeading(in);
        BoundedLines lines = new BoundedLines(timing, LONGEST_LINE);
        double elapsed = 0;
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            String[] words = line.get().split(" ", 4);
            if (words.length < 3 || words[0].equals("H")) {
                continue;
            }
            elapsed = Math.min(LONGEST, elapsed + seconds(words[1]));
            if (words[0].equals("O") && words[2].matches("[0-9]{1,12}")) {
                hand(in, Long.parseLong(words[2]), Optional.of(Duration.ofMillis((long) (elapsed * 1000))), taker);
            }
        }
        byte[] rest = in.readNBytes(PIECE);
        if (new String(rest, StandardCharsets.ISO_8859_1).startsWith(FOOTING)) {
            return;
        }
        while (rest.length > 0) {
            taker.piece(rest, Optional.empty());
            rest = in.readNBytes(PIECE);
        }
    }

    private static void hand(InputStream in, long count, Optional<Duration> at, Taker taker) throws IOException {
        for (long left = count; left > 0; ) {
            byte[] piece = in.readNBytes((int) Math.min(left, PIECE));
            if (piece.length == 0) {
                return;
            }
            left -= piece.length;
            taker.piece(piece, at);
        }
    }

    private static double seconds(String text) {
        return text.matches("[0-9]{1,8}(\\.[0-9]{1,9})?") ? Double.parseDouble(text) : 0;
    }

    private static void skipHeading(InputStream in) throws IOException {
        in.mark(LONGEST_HEADING + 1);
        byte[] start = in.readNBytes("Script started".length());
        in.reset();
        if (!new String(start, StandardCharsets.ISO_8859_1).equals("Script started")) {
            return;
        }
        for (int i = 0, b = in.read(); b >= 0 && b != '\n' && i < LONGEST_HEADING; i++) {
            b = in.read();
        }
    }
}
