package dev.cook.sshd;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jgit.errors.PackProtocolException;

/** What a client says of a fetch; JGit keeps all of it in memory. */
final class Negotiation extends FilterInputStream {
    private final long most;
    private long read;

    Negotiation(InputStream in, long most) {
        super(in);
        this.most = most;
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
    public boolean markSupported() {
        return false;
    }

    private void count(long n) throws IOException {
        read += n;
        if (read > most) {
            throw new PackProtocolException(
                    "the fetch lists more than " + most + " bytes of commits that it wants and has");
        }
    }
}
