package dev.cook.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Somebody at a terminal, who types a key and waits to see it. */
final class Typist implements AutoCloseable {
    /** Keys whose letters end no escape sequence of a terminal. */
    private static final String KEYS = "QWVY";

    private static final int CLEAR_LINE = 21;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofMillis(400);

    private final OutputStream keys;
    private final InputStream screen;
    private final BooleanSupplier alive;
    private final Runnable close;

    /** @param command an ssh that asks for a terminal in which a program echoes what it is typed */
    Typist(Programs programs, List<String> command) {
        this(programs.interactive(command));
    }

    private Typist(Process process) {
        this(process.getOutputStream(), process.getInputStream(), process::isAlive, () -> end(process));
    }

    Typist(OutputStream keys, InputStream screen, BooleanSupplier alive, Runnable close) {
        this.keys = keys;
        this.screen = screen;
        this.alive = alive;
        this.close = close;
        untilQuiet();
    }

    /** The median time from a key to its echo, in seconds. */
    double median(int count) {
        try {
            keys.write(CLEAR_LINE);
            keys.flush();
            untilQuiet();
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                times.add(type(KEYS.charAt(i % KEYS.length())));
            }
            return Race.median(times);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double type(char key) throws IOException {
        byte[] bytes = new byte[8192];
        long began = System.nanoTime();
        keys.write(key);
        keys.flush();
        while (true) {
            int count = screen.read(bytes);
            for (int i = 0; i < count; i++) {
                if (bytes[i] == key) {
                    return (System.nanoTime() - began) / 1e9;
                }
            }
            if (count < 0) {
                throw new BenchFailure("a terminal ended while somebody typed");
            }
        }
    }

    /** Waits until something was drawn and nothing more follows. */
    private void untilQuiet() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long last = 0;
        byte[] bytes = new byte[8192];
        try {
            while (last == 0 || System.nanoTime() - last < QUIET.toNanos()) {
                if (screen.available() > 0) {
                    if (screen.read(bytes) > 0) {
                        last = System.nanoTime();
                    }
                } else if (!alive.getAsBoolean() || System.nanoTime() > end) {
                    throw new BenchFailure("a terminal draws nothing, or ended");
                } else {
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        close.run();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
