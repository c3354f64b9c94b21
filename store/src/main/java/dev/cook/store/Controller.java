package dev.cook.store;

import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at rows and brings the world closer to them, again and again: after each commit that changed such rows, and now and then without one. A
 * pass may be killed at any point; the next one looks at the rows as they are.
 */
public final class Controller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    /** Finds what no wake-up told of: a process that died, a time that passed, a commit of another server. */
    private static final Duration SLOW_POLL = Duration.ofSeconds(2);

    /** After a failed pass: long enough not to fill the log, short enough that nobody calls it stuck. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Wakeups.Watch watch;
    private final Pass pass;
    private final Thread thread;

    /** One look at everything. */
    @FunctionalInterface
    public interface Pass {
        void run() throws InterruptedException;
    }

    private Controller(String name, Wakeups.Watch watch, Pass pass) {
        this.name = name;
        this.watch = watch;
        this.pass = pass;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::loop);
    }

    /** @param watch what it looks at, apart from the time; it is closed with the controller */
    public static Controller start(String name, Wakeups.Watch watch, Pass pass) {
        Controller controller = new Controller(name, watch, pass);
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
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long generation = watch.generation();
                Duration pause = SLOW_POLL;
                try {
                    pass.run();
                } catch (RuntimeException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    LOG.error("{} failed, error {}; it tries again", name, errorId(), e);
                    pause = AFTER_FAILURE;
                    generation = watch.generation();
                }
                watch.await(generation, pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String errorId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
