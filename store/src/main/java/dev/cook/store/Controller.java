package dev.cook.store;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at rows and brings the world closer to them, again and again: after each commit that changed such rows, and now and then without one. A
 * pass may be killed at any point; the next one looks at the rows as they are.
 */
public final class Controller implements AutoCloseable {
    /** Finds what no wake-up told of: a process that died, a time that passed, a commit of another server. */
    private static final Duration SLOW_POLL = Duration.ofSeconds(2);

    private final Isolation isolation;
    private final Wakeups.Watch watch;
    private final Duration interval;
    private final Pass pass;
    private final Thread thread;

    /** One look at everything. */
    @FunctionalInterface
    public interface Pass {
        void run() throws InterruptedException;
    }

    private Controller(Isolation isolation, Wakeups.Watch watch, Duration interval, Pass pass) {
        this.interval = interval;
        this.isolation = isolation;
        this.watch = watch;
        this.pass = pass;
        this.thread = Thread.ofVirtual().name(isolation.controller()).unstarted(this::loop);
    }

    /**
     * @param isolation has the controller's name, and counts what it does
     * @param watch what it looks at, apart from the time; it is closed with the controller
     */
    public static Controller start(Isolation isolation, Wakeups.Watch watch, Pass pass) {
        return start(isolation, watch, Duration.ZERO, pass);
    }

    /**
     * The same for what may wait a moment while much happens: one pass takes care of all of it.
     *
     * @param interval from the end of a pass to the next one, at least; who is woken after a longer rest looks at once
     */
    public static Controller start(Isolation isolation, Wakeups.Watch watch, Duration interval, Pass pass) {
        Controller controller = new Controller(isolation, watch, interval, pass);
        controller.thread.start();
        return controller;
    }

    /** Ends the loop and waits for the pass that runs. */
    @Override
    public void close() {
        thread.interrupt();
        watch.close();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        int failed = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long generation = watch.generation();
                Duration pause = SLOW_POLL;
                try {
                    isolation.pass(pass);
                    failed = 0;
                } catch (RuntimeException | Error e) {
                    // Also errors, of memory for instance: the next pass may have enough of it.
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    isolation.passFailed(e);
                    pause = Isolation.wait(++failed);
                    generation = watch.generation();
                }
                LockSupport.parkNanos(interval.toNanos());
                watch.await(generation, pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
