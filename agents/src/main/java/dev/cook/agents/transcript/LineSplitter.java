package dev.cook.agents.transcript;

import java.io.ByteArrayOutputStream;

/** Cuts what comes in pieces into lines; of one that is too long nothing is kept but its length. */
public final class LineSplitter {
    /** Bytes of a line. A report of an agent holds at most what one tool gave back, which the agents cut far below. */
    static final int LONGEST = 4 << 20;

    private final Taker taker;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private long length;

    /** What lines are handed to, without their ends. */
    public interface Taker {
        void line(byte[] line);

        void tooLong(long bytes);
    }

    public LineSplitter(Taker taker) {
        this.taker = taker;
    }

    /** Takes more bytes, cut anywhere. */
    public void feed(byte[] bytes) {
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                add(bytes, from, i - from);
                end();
                from = i + 1;
            }
        }
        add(bytes, from, bytes.length - from);
    }

    /** Hands over what is left without an end. */
    void finish() {
        if (length > 0) {
            end();
        }
    }

    private void add(byte[] bytes, int from, int count) {
        length += count;
        if (length <= LONGEST) {
            line.write(bytes, from, count);
        } else {
            line.reset();
        }
    }

    private void end() {
        if (length <= LONGEST) {
            taker.line(line.toByteArray());
        } else {
            taker.tooLong(length);
        }
        line.reset();
        length = 0;
    }
}
