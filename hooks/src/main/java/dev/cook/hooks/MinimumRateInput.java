package dev.cook.hooks;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Refuses a client that keeps a connection busy with a byte now and then; only time spent waiting for it counts. */
public final class MinimumRateInput extends FilterInputStream {
    private final long bytesPerSecond;
    private final long grace;
    private long bytes;
    private long waited;

    /**
     * Reads on for as long as the client keeps up.
     *
     * @param bytesPerSecond what it keeps up on average
     * @param grace how long it may be slower than that
     */
    public MinimumRateInput(InputStream in, long bytesPerSecond, Duration grace) {
        super(in);
        this.bytesPerSecond = bytesPerSecond;
        this.grace = grace.toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        long began = System.nanoTime();
        int n;
        try {
            n = in.read(into, offset, length);
        } catch (IOException e) {
            if (!(e instanceof SocketException) && !(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            long silent = System.nanoTime() - began;
            if (silent < grace / 2) {
                throw e;
            }
            // So the libraries of SSH and of HTTP call their time-outs, in words for whoever set them.
            throw new IOException(
                    "the client sent nothing for " + told(Math.round(silent / 1e9))
                            + ", the longest time allowed; push fewer commits at a time",
                    e);
        }
        waited += System.nanoTime() - began;
        bytes += Math.max(n, 0);
        if (waited > grace && bytes < (waited - grace) / 1_000_000_000.0 * bytesPerSecond) {
            throw new IOException("the client sent less than " + bytesPerSecond + " bytes a second");
        }
        return n;
    }

    private static String told(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds / 60 + " minutes";
    }
}
