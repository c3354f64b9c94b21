package dev.cook.sshd;

import dev.cook.agents.output.TerminalSize;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What one command reads and writes. The writers are for text in lines; the streams are for bytes, which go through
 * unchanged. Writing to a client that is gone does nothing in the writers and throws in the streams.
 */
public final class CommandIo {
    /** Columns where no terminal says how many it has. */
    private static final int USUAL_COLUMNS = 80;

    /** No terminal is wider; clients may claim what they like. */
    private static final int MOST_COLUMNS = 500;

    /** What Ctrl-C sends on a terminal, which the client passes on as it is. */
    private static final int INTERRUPT = 3;

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final PrintWriter print;
    private final PrintWriter complain;
    private final Map<String, String> variables;
    private final boolean terminal;
    private final List<Runnable> whenClosed = new ArrayList<>();
    private final List<Consumer<TerminalSize>> whenResized = new ArrayList<>();
    private volatile UnaryOperator<String> redact = UnaryOperator.identity();
    private TerminalSize size;
    private boolean closed;

    /**
     * @param variables what the client set, with TERM, COLUMNS and LINES of its terminal
     * @param terminal whether a person's terminal is at the other end
     */
    public CommandIo(
            InputStream in, OutputStream out, OutputStream err, Map<String, String> variables, boolean terminal) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.variables = Map.copyOf(variables);
        this.terminal = terminal;
        this.size = sizeOf(variables);
        this.print = writer(out);
        this.complain = writer(err);
    }

    private PrintWriter writer(OutputStream to) {
        return new PrintWriter(new RedactingWriter(
                new OutputStreamWriter(terminal ? new Returns(to) : to, StandardCharsets.UTF_8),
                text -> redact.apply(text)));
    }

    /** From now on this is done to text before it leaves: names come from outside, and may hold what is nobody's to know. */
    public void redactWith(UnaryOperator<String> redact) {
        this.redact = redact;
    }

    /** The size that a client's terminal has, by the variables that the transport keeps of it. */
    static TerminalSize sizeOf(Map<String, String> variables) {
        return TerminalSize.claimed(number(variables, "COLUMNS"), number(variables, "LINES"));
    }

    private static int number(Map<String, String> variables, String name) {
        try {
            return Integer.parseInt(variables.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    public InputStream in() {
        return in;
    }

    public OutputStream out() {
        return out;
    }

    public OutputStream err() {
        return err;
    }

    /** Text for the result; it leaves on {@link #flush} or at the end. */
    public PrintWriter print() {
        return print;
    }

    /** Text for whoever watches: errors and notes. */
    public PrintWriter complain() {
        return complain;
    }

    /** An error as every command shows it: what was wrong and the way out. */
    public void fail(String wrong, String wayOut) {
        complain.print("cook: " + wrong + "\n");
        if (!wayOut.isEmpty()) {
            complain.print("  " + wayOut + "\n");
        }
        complain.flush();
    }

    /** Sends what was printed so far. */
    public void flush() {
        print.flush();
        complain.flush();
    }

    /** Whether the client asked for a terminal. */
    public boolean terminal() {
        return terminal;
    }

    /**
     * Whether what is printed is drawn on a person's terminal. The launcher asks for none where it needs no raw one, and
     * says so in a variable.
     */
    public boolean seenByPerson() {
        return terminal || variable("COOK_TERMINAL").filter("yes"::equals).isPresent();
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** Width of the terminal, 80 where there is none. */
    public int columns() {
        int columns = Math.max(number(variables, "COLUMNS"), number(variables, "COOK_COLUMNS"));
        return columns <= 0 ? USUAL_COLUMNS : Math.min(columns, MOST_COLUMNS);
    }

    /** Size of the terminal: as it is now, not as it was at the start. */
    public synchronized TerminalSize size() {
        return size;
    }

    /** Runs this whenever the terminal has another size, on a thread of the transport: be quick. */
    public synchronized void onResize(Consumer<TerminalSize> action) {
        whenResized.add(action);
    }

    /** Says that the client's terminal has another size; the transport's to call. */
    void resize(TerminalSize now) {
        List<Consumer<TerminalSize>> actions;
        synchronized (this) {
            if (now.equals(size)) {
                return;
            }
            size = now;
            actions = List.copyOf(whenResized);
        }
        actions.forEach(action -> action.accept(now));
    }

    /** Everything that the client sends, at most {@code limit} bytes of it; empty where there is more. */
    public Optional<String> readAll(int limit) throws IOException {
        byte[] bytes = in.readNBytes(limit + 1);
        return bytes.length > limit ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Whether the client is gone. */
    public synchronized boolean closed() {
        return closed;
    }

    /** Runs this once when the client goes, at once if it is gone. It runs on a thread of the transport: be quick. */
    public void onClosed(Runnable action) {
        synchronized (this) {
            if (!closed) {
                whenClosed.add(action);
                return;
            }
        }
        action.run();
    }

    /** Says that the client is gone; the transport's to call. */
    public void hangUp() {
        List<Runnable> actions;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            actions = List.copyOf(whenClosed);
        }
        actions.forEach(Runnable::run);
    }

    /** For a command that goes on until it is told to stop and reads nothing: takes Ctrl-C on a terminal for a hang-up. */
    public void hangUpOnInterrupt() {
        if (!terminal) {
            return;
        }
        Thread.ofVirtual().name("ssh interrupt").start(() -> {
            try {
                int key = in.read();
                while (key >= 0 && key != INTERRUPT) {
                    key = in.read();
                }
            } catch (IOException e) {
                // The client went away, which is as good as an interrupt.
            }
            hangUp();
        });
    }

    /** Sends all that is left; nothing is written afterwards. */
    void finish() {
        flush();
    }

    /** A client's terminal is raw, so it needs the carriage to be returned. */
    private static final class Returns extends FilterOutputStream {
        Returns(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            if (b == '\n') {
                out.write('\r');
            }
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int start = from;
            for (int i = from; i < from + length; i++) {
                if (bytes[i] == '\n') {
                    out.write(bytes, start, i - start);
                    out.write('\r');
                    start = i;
                }
            }
            out.write(bytes, start, from + length - start);
        }
    }
}
