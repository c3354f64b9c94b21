package dev.cook.hooks;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what a client sent. */
final class CountingInput extends FilterInputStream {
    private long bytes;

    CountingInput(InputStream in) {
        super(in);
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        bytes += b < 0 ? 0 : 1;
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = in.read(into, offset, length);
        bytes += Math.max(n, 0);
        return n;
    }
}
