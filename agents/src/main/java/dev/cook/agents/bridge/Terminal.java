package dev.cook.agents.bridge;

import dev.cook.agents.output.TerminalSize;
import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.EnvironmentId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One viewer's terminal in an environment: asked for, answered by the environment, then bytes both ways until an end. */
public final class Terminal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Terminal.class);

    /** As much as tmux draws at once on a large screen. */
    private static final int CHUNK = 32 * 1024;

    /** How often it is asked whether the viewer may still see this: who loses a role is shown no more. */
    private static final Duration GLANCE = Duration.ofSeconds(5);

    /** How long the last of the output may take to a viewer who is slow to read. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** How it ended. */
    public enum End {
        /** The viewer closed their side. */
        LEFT,
        /** tmux said good-bye: the viewer detached, or what ran there is over. */
        OVER,
        /** The environment's connection broke. */
        LOST,
        /** The environment did not dial in time. */
        UNANSWERED,
        /** The viewer may not see it any more. */
        FORBIDDEN,
        /** This server stops. */
        STOPPED
    }

    /** The environment's side. */
    record Far(InputStream in, OutputStream out, BooleanSupplier gone) {}

    private final Terminals terminals;
    private final EnvironmentId environment;
    private final Bridge bridge;
    private final long number;
    private final Duration answerLimit;
    private final Optional<Redaction.Stream> filter;
    private final CompletableFuture<Far> answer = new CompletableFuture<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final CountDownLatch drawn = new CountDownLatch(1);
    private final AtomicReference<TerminalSize> wanted = new AtomicReference<>();
    private final ScreenWatch screen = new ScreenWatch();
    private final Optional<ScreenFilter> drawing;

    Terminal(
            Terminals terminals,
            EnvironmentId environment,
            Bridge bridge,
            long number,
            Duration answerLimit,
            Optional<ScreenFilter> drawing,
            Optional<Redaction.Stream> filter) {
        this.drawing = drawing;
        this.terminals = terminals;
        this.environment = environment;
        this.bridge = bridge;
        this.number = number;
        this.answerLimit = answerLimit;
        this.filter = filter;
    }

    EnvironmentId environment() {
        return environment;
    }

    long number() {
        return number;
    }

    /** Takes the environment's connection, if it is the first and in time. */
    boolean answer(Far far) {
        return !end.isDone() && answer.complete(far);
    }

    void awaitEnd() throws InterruptedException {
        try {
            end.get();
            // The connection stays until its last bytes are on their way to the viewer.
            drawn.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails this future", e);
        }
    }

    /**
     * Joins the viewer with the environment until one of them, or the server, ends it. A viewer's screen is as it was
     * before when this returns.
     *
     * @param allowed whether the viewer may still see this; asked every few seconds
     */
    public End serve(InputStream in, OutputStream out, BooleanSupplier allowed) throws InterruptedException {
        try {
            Far far = await(answer, answerLimit);
            Thread.ofVirtual().name("terminal-keys-" + environment).start(() -> type(in, far));
            Thread.ofVirtual().name("terminal-screen-" + environment).start(() -> draw(far, out));
            while (!ended(GLANCE)) {
                if (!allowed.getAsBoolean()) {
                    end(End.FORBIDDEN);
                }
            }
            if (drawn.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                tidy(out);
            }
        } catch (TimeoutException e) {
            end(End.UNANSWERED);
        } finally {
            close();
        }
        return end.join();
    }

    /** The answer, unless the terminal ends before. */
    private Far await(CompletableFuture<Far> awaited, Duration limit) throws InterruptedException, TimeoutException {
        try {
            CompletableFuture.anyOf(awaited, end).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!awaited.isDone()) {
                throw new TimeoutException("ended before it was answered");
            }
            return awaited.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails these futures", e);
        }
    }

    private boolean ended(Duration within) throws InterruptedException {
        try {
            end.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails this future", e);
        }
    }

    private void type(InputStream in, Far far) {
        byte[] bytes = new byte[CHUNK];
        while (true) {
            int count;
            try {
                count = in.read(bytes);
            } catch (IOException e) {
                count = -1;
            }
            if (count < 0) {
                end(End.LEFT);
                return;
            }
            try {
                far.out().write(bytes, 0, count);
                far.out().flush();
            } catch (IOException e) {
                // Its last words, if any, are still to be read.
                return;
            }
        }
    }

    private void draw(Far far, OutputStream out) {
        byte[] bytes = new byte[CHUNK];
        try {
            while (true) {
                int count;
                try {
                    count = far.in().read(bytes);
                } catch (IOException e) {
                    log.debug("the terminal of environment {} broke", environment, e);
                    end(End.LOST);
                    return;
                }
                if (count < 0) {
                    if (filter.isPresent()) {
                        show(filter.get().end(), out);
                    }
                    end(far.gone().getAsBoolean() ? End.LOST : End.OVER);
                    return;
                }
                byte[] come = Arrays.copyOf(bytes, count);
                byte[] shown = drawing.isPresent() ? drawing.get().next(come) : come;
                show(filter.isPresent() ? filter.get().next(shown) : shown, out);
            }
        } catch (IOException e) {
            end(End.LEFT);
        } finally {
            drawn.countDown();
        }
    }

    private void show(byte[] shown, OutputStream out) throws IOException {
        screen.saw(shown, shown.length);
        out.write(shown);
        out.flush();
    }

    /** Undoes what tmux left on the screen, if it could not do that itself. */
    private void tidy(OutputStream out) {
        try {
            out.write(screen.undo());
            out.flush();
        } catch (IOException e) {
            log.debug("a viewer of environment {} went first", environment, e);
        }
    }

    /** The viewer's terminal has another size. Returns at once; of several in a row the last one counts. */
    public void resize(TerminalSize size) {
        if (wanted.getAndSet(size) == null) {
            Thread.ofVirtual().name("terminal-size-" + environment).start(this::resize);
        }
    }

    private void resize() {
        try {
            for (TerminalSize size = wanted.get(); size != null && !end.isDone(); ) {
                bridge.resizeTerminal(number, size);
                size = wanted.compareAndSet(size, null) ? null : wanted.get();
            }
        } catch (BridgeClosed e) {
            wanted.set(null);
            log.debug("a terminal of environment {} keeps its size", environment, e);
        }
    }

    /** Ends it, unless it has ended another way. */
    void end(End how) {
        if (end.complete(how) && answer.isDone()) {
            try {
                // Whoever still reads it learns it this way.
                answer.join().in().close();
            } catch (IOException e) {
                log.debug("a terminal of environment {} did not close cleanly", environment, e);
            }
        }
    }

    /** The viewer goes. */
    public void leave() {
        end(End.LEFT);
    }

    @Override
    public void close() {
        end(End.LEFT);
        terminals.remove(this);
    }
}
