package dev.cook.agents.output;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns what script(1) recorded into an asciicast, version 3: a header, then
 * {@code [seconds since the line before, kind, data]} a line.
 *
 * <p>Both files come from an environment and may say anything; the result is a valid recording all the same, and at
 * most {@link #MOST_BYTES} long plus one event.
 */
public final class Recording {
    /** Bytes of a recording: what a browser plays with ease, and what fits into the heap and a row. */
    public static final long MOST_BYTES = 24L << 20;
    /** Bytes of one event; what script noted as more is split. */
    private static final int EVENT_BYTES = 64 * 1024;
    /** Characters of a line of timing; those of script have a few dozen. */
    private static final int LONGEST_LINE = 4096;
    /** A longer silence is shortened to this, in seconds: a day. */
    private static final double LONGEST_SILENCE = 86_400;

    private final JsonFactory json =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    private final OutputCounter out;
    private final InputStream data;
    private final TextPieces pieces = new TextPieces();
    private double silence;

    private Recording(InputStream data, OutputStream out) {
        this.data = new BufferedInputStream(data);
        this.out = new OutputCounter(new BufferedOutputStream(out));
    }

    /**
     * Writes a recording.
     *
     * @param data what was written, headed by script's own line
     * @param timing script's advanced format: a kind, seconds, and what depends on the kind
     * @param status exit status of what was recorded
     */
    public static void write(
            InputStream data, InputStream timing, OutputStream out, Instant startedAt, String title, int status)
            throws IOException {
        Recording recording = new Recording(data, out);
        recording.write(new BoundedLines(timing, LONGEST_LINE), startedAt, title, status);
        recording.out.flush();
    }

    private void write(BoundedLines timing, Instant startedAt, String title, int status) throws IOException {
        skipHeading();
        TerminalSize size = new TerminalSize(80, 24);
        boolean headed = false;
        boolean cut = false;
        for (var line = timing.next(); line.isPresent() && !cut; line = timing.next()) {
            String[] words = line.get().split(" ", 4);
            if (words.length < 3) {
                continue;
            }
            if (words[0].equals("H")) {
                size = size.with(words[2], words.length > 3 ? words[3] : "");
                continue;
            }
            if (!headed) {
                header(size, startedAt, title);
                headed = true;
            }
            pass(words[1]);
            if (words[0].equals("O")) {
                output(words[2]);
            } else if (words[0].equals("S") && words[2].equals("SIGWINCH") && words.length > 3) {
                size = size.with(words[3]);
                event("r", size.toString());
            }
            cut = out.written() > MOST_BYTES;
        }
        if (!headed) {
            header(size, startedAt, title);
        }
        String rest = pieces.end();
        if (!rest.isEmpty()) {
            event("o", rest);
        }
        if (cut) {
            event("m", "the recording was cut here, as it is too long");
        }
        event("x", Integer.toString(status));
    }

    /** script's first line names its command and the time; it is in the data but not in the timing. */
    private void skipHeading() throws IOException {
        int skipped = 0;
        for (int b = data.read(); b >= 0 && b != '\n' && skipped < LONGEST_LINE; b = data.read()) {
            skipped++;
        }
    }

    private void output(String count) throws IOException {
        long left;
        try {
            left = Long.parseLong(count);
        } catch (NumberFormatException _) {
            return;
        }
        while (left > 0 && out.written() <= MOST_BYTES) {
            byte[] bytes = data.readNBytes((int) Math.min(left, EVENT_BYTES));
            if (bytes.length == 0) {
                return;
            }
            left -= bytes.length;
            String text = pieces.next(bytes);
            if (!text.isEmpty()) {
                event("o", text);
            }
        }
    }

    /** Lets time pass; what is not a time, or runs backwards, lets none. */
    private void pass(String seconds) {
        double passed;
        try {
            passed = Double.parseDouble(seconds);
        } catch (NumberFormatException _) {
            return;
        }
        if (passed > 0) {
            silence = Math.min(LONGEST_SILENCE, silence + passed);
        }
    }

    private void header(TerminalSize size, Instant startedAt, String title) throws IOException {
        try (JsonGenerator line = line()) {
            line.writeStartObject();
            line.writeNumberProperty("version", 3);
            line.writeObjectPropertyStart("term");
            line.writeNumberProperty("cols", size.columns());
            line.writeNumberProperty("rows", size.rows());
            line.writeEndObject();
            line.writeNumberProperty("timestamp", startedAt.getEpochSecond());
            line.writeStringProperty("title", title);
            line.writeEndObject();
        }
        out.write('\n');
    }

    private void event(String kind, String text) throws IOException {
        try (JsonGenerator line = line()) {
            line.writeStartArray();
            line.writeNumber(BigDecimal.valueOf(silence).setScale(6, RoundingMode.HALF_UP));
            line.writeString(kind);
            line.writeString(text);
            line.writeEndArray();
        }
        out.write('\n');
        silence = 0;
    }

    private JsonGenerator line() {
        return json.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
    }
}
