package dev.cook.http.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;

/** A request's body, unpacked: it ends with an exception where it is larger than its limit or comes too slowly. */
public final class Body extends FilterInputStream {
    private static final int GZIP_BUFFER = 8 * 1024;

    private final long limit;
    private long read;

    private Body(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    /** A body that went over its limit. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge(long limit) {
            super("the request is larger than " + limit + " bytes when unpacked");
        }
    }

    /** A body in an encoding that git does not use. */
    public static final class UnknownEncoding extends IOException {
        private static final long serialVersionUID = 1;

        UnknownEncoding(String encoding) {
            super("the request has the unsupported content encoding '" + encoding + "'");
        }
    }

    /** @param limit bytes after unpacking: a few KB of gzip can hold gigabytes */
    public static Body of(Exchange exchange, long limit) throws IOException {
        return of(exchange, exchange.body(), limit);
    }

    /** The same for a push, whose client may be silent for long. */
    public static Body ofPush(Exchange exchange, long limit) throws IOException {
        return of(exchange, exchange.pushed(), limit);
    }

    private static Body of(Exchange exchange, InputStream raw, long limit) throws IOException {
        String encoding = exchange.header(HttpHeader.CONTENT_ENCODING).orElse("identity");
        return switch (encoding) {
            case "identity" -> new Body(raw, limit);
            case "gzip", "x-gzip" -> new Body(new GZIPInputStream(raw, GZIP_BUFFER), limit);
            default -> throw new UnknownEncoding(encoding);
        };
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        count(Math.max(n, 0));
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(n);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long n) throws IOException {
        read += n;
        if (read > limit) {
            throw new TooLarge(limit);
        }
    }
}
