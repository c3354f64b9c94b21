package dev.cook.sshd;

import java.io.IOException;
import java.io.Writer;
import java.util.function.UnaryOperator;

/** Does something to a text before it goes on, in pieces that end with a line or where the writer is flushed. */
final class RedactingWriter extends Writer {
    /** Characters that wait for a flush: what a command says at once is mostly less. */
    private static final int MOST_HELD = 64 * 1024;

    private final Writer to;
    private final UnaryOperator<String> redact;
    private final StringBuilder held = new StringBuilder();

    RedactingWriter(Writer to, UnaryOperator<String> redact) {
        this.to = to;
        this.redact = redact;
    }

    @Override
    public void write(char[] characters, int from, int length) throws IOException {
        held.append(characters, from, length);
        if (held.length() > MOST_HELD) {
            int end = held.lastIndexOf("\n") + 1;
            pass(end > 0 ? end : held.length());
        }
    }

    private void pass(int end) throws IOException {
        String text = held.substring(0, end);
        held.delete(0, end);
        if (!text.isEmpty()) {
            to.write(redact.apply(text));
        }
    }

    @Override
    public void flush() throws IOException {
        pass(held.length());
        to.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        to.close();
    }
}
