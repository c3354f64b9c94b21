package dev.cook.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads large bytes of a row piece by piece, so that the heap holds one piece. Each is read in a transaction of its own:
 * rows that are read this way are never changed.
 */
final class PiecewiseInput extends InputStream {
    /** A column that is compressed is unpacked up to each piece, so pieces are large; a connection holds it three times. */
    static final int PIECE = 4 << 20;

    /** Reads at most {@code length} bytes from {@code offset} on, which counts from 0; none at the end. */
    interface Source {
        byte[] read(long offset, int length);
    }

    private final Source source;
    private byte[] piece = new byte[0];
    private int at;
    private long offset;
    private boolean over;

    PiecewiseInput(Source source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (at == piece.length && !over) {
            piece = new byte[0];
            piece = source.read(offset, PIECE);
            at = 0;
            offset += piece.length;
            over = piece.length < PIECE;
        }
        if (at == piece.length) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, into, from, count);
        at += count;
        return count;
    }
}
