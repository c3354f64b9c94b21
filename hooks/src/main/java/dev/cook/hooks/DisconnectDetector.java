package dev.cook.hooks;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A stream to a client that tells once nobody listens any more. */
final class DisconnectDetector extends FilterOutputStream {
    private final Runnable gone;

    DisconnectDetector(OutputStream out, Runnable gone) {
        super(out);
        this.gone = gone;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            gone.run();
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            gone.run();
            throw e;
        }
    }
}
