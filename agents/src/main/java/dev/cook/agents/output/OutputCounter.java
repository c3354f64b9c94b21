package dev.cook.agents.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts what is written through it. */
final class OutputCounter extends FilterOutputStream {
    private long written;

    OutputCounter(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        written++;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        written += count;
    }

    long written() {
        return written;
    }
}
