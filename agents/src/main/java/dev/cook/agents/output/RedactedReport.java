package dev.cook.agents.output;

import dev.cook.agents.transcript.Redaction;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A report with the secrets redacted out, before anything is made of it. The timing is written anew with it: it counts the
 * bytes of each moment, and a secret may come in several.
 */
final class RedactedReport {
    /** Characters of a line of timing; those of script have a few dozen. */
    private static final int LONGEST_LINE = 4096;

    private static final int PIECE = 64 * 1024;

    private final Redaction.Stream stream;
    private final InputStream data;
    private final OutputStream out;
    private final OutputStream timing;

    private RedactedReport(Redaction.Stream stream, InputStream data, OutputStream out, OutputStream timing) {
        this.stream = stream;
        this.data = data;
        this.out = out;
        this.timing = timing;
    }

    /** Writes the redacted files beside those of the report. */
    static JobReport of(JobReport report, Redaction redaction) throws IOException {
        if (redaction.isEmpty()) {
            return report;
        }
        Path out = report.out().resolveSibling("out.redacted");
        Path timing = report.timing().resolveSibling("timing.redacted");
        try (InputStream data = new BufferedInputStream(Files.newInputStream(report.out()), PIECE);
                InputStream moments = Files.newInputStream(report.timing());
                OutputStream redacted = new BufferedOutputStream(Files.newOutputStream(out), PIECE);
                OutputStream counted = new BufferedOutputStream(Files.newOutputStream(timing))) {
            redacted.write(redaction.bytes(heading(data)));
            new RedactedReport(redaction.stream(), data, redacted, counted)
                    .copy(new BoundedLines(moments, LONGEST_LINE));
        }
        return new JobReport(
                report.status(),
                out,
                timing,
                redaction.text(report.dirty()),
                redaction.text(report.pushRefused()),
                report.head(),
                redaction.text(report.doneRefused()),
                // Its texts are redacted as they are read: in the files they may be written in many ways.
                report.tests());
    }

    private static byte[] heading(InputStream data) throws IOException {
        ByteArrayOutputStream heading = new ByteArrayOutputStream();
        for (int b = 0; b != '\n' && heading.size() < LONGEST_LINE; ) {
            b = data.read();
            if (b < 0) {
                break;
            }
            heading.write(b);
        }
        return heading.toByteArray();
    }

    private void copy(BoundedLines moments) throws IOException {
        for (Optional<String> line = moments.next(); line.isPresent(); line = moments.next()) {
            String[] words = line.get().split(" ", 4);
            if (words.length >= 3 && words[0].equals("O") && words[2].matches("[0-9]{1,12}")) {
                moment(words[1], redact(Long.parseLong(words[2])));
            } else {
                timing.write((line.get() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        rest();
    }

    /** What no moment counts: script's last line, and before it what was held back until now. */
    private void rest() throws IOException {
        byte[] first = stream.next(data.readNBytes(PIECE));
        int footing = new String(first, StandardCharsets.ISO_8859_1).indexOf(TimedOutput.FOOTING);
        if (footing > 0) {
            moment("0.000000", footing);
        }
        out.write(first);
        redact(Long.MAX_VALUE);
        out.write(stream.end());
    }

    private long redact(long count) throws IOException {
        long written = 0;
        for (long left = count; left > 0; ) {
            byte[] piece = data.readNBytes((int) Math.min(left, PIECE));
            if (piece.length == 0) {
                break;
            }
            left -= piece.length;
            byte[] redacted = stream.next(piece);
            out.write(redacted);
            written += redacted.length;
        }
        return written;
    }

    private void moment(String seconds, long bytes) throws IOException {
        timing.write(String.format(Locale.ROOT, "O %s %d\n", seconds, bytes).getBytes(StandardCharsets.UTF_8));
    }
}
