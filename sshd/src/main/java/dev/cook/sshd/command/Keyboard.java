package dev.cook.sshd.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * What somebody types, for one reader after another: the terminal of a turn, whoever waits for the next turn, its terminal. A
 * reader that is closed is at its end at once; what it did not read is for the next one.
 */
final class Keyboard {
    /** Bytes taken at once; no more is taken before somebody read them. */
    private static final int CHUNK = 4 * 1024;

    private byte[] typed = new byte[0];
    private boolean ended;

    /** @param in read by this alone from now on */
    Keyboard(InputStream in) {
        Thread.ofVirtual().name("keyboard").start(() -> take(in));
    }

    private void take(InputStream in) {
        byte[] bytes = new byte[CHUNK];
        try {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                put(Arrays.copyOf(bytes, count));
            }
        } catch (IOException | InterruptedException _) {
            // The client went away, which is an end like any other.
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void put(byte[] more) throws InterruptedException {
        while (typed.length > 0) {
            wait();
        }
        typed = more;
        notifyAll();
    }

    /** The next reader; one at a time reads. */
    InputStream reader() {
        return new Reader();
    }

    private final class Reader extends InputStream {
        private boolean closed;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            synchronized (Keyboard.this) {
                try {
                    while (typed.length == 0 && !ended && !closed) {
                        Keyboard.this.wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return -1;
                }
                if (closed || typed.length == 0) {
                    return -1;
                }
                int count = Math.min(most, typed.length);
                System.arraycopy(typed, 0, bytes, from, count);
                typed = Arrays.copyOfRange(typed, count, typed.length);
                Keyboard.this.notifyAll();
                return count;
            }
        }

        @Override
        public void close() {
            synchronized (Keyboard.this) {
                closed = true;
                Keyboard.this.notifyAll();
            }
        }
    }
}
