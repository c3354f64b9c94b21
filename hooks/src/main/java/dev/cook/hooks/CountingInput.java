package dev.cook.hooks;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what a client sent, and lets the names in it be listened to. */
final class CountingInput extends FilterInputStream {
    private final PushedNames names;
    private long bytes;

    CountingInput(InputStream in, PushedNames names) {
        super(in);
        this.names = names;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        if (b >= 0) {
            bytes++;
            names.heard(new byte[] {(byte) b}, 0, 1);
        }
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = in.read(into, offset, length);
        if (n > 0) {
            bytes += n;
            names.heard(into, offset, n);
        }
        return n;
    }
}
