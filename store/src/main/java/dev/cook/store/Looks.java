package dev.cook.store;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at many things, each on a thread of its own and never twice at once at the same one. */
public final class Looks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

    /** How long a look that runs may take when the server stops; what it leaves half-done, the next server finishes. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final ExecutorService threads;
    private final Semaphore atOnce;
    /** What is looked at right now, and whether another look is wanted after that. */
    private final Map<String, Boolean> looking = new ConcurrentHashMap<>();

    /** @param atOnce looks at one time; the others wait in order */
    public Looks(String name, int atOnce) {
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory());
        this.atOnce = new Semaphore(atOnce, true);
    }

    /** Looks soon, or once more after the look that runs. */
    void at(String what, Runnable look) {
        boolean isLookedAt = looking.merge(what, false, (before, now) -> true);
        if (isLookedAt) {
            return;
        }
        try {
            threads.execute(() -> lookUntilNothingIsNew(what, look));
        } catch (RejectedExecutionException e) {
            // The server stops.
            looking.remove(what);
        }
    }

    private void lookUntilNothingIsNew(String what, Runnable look) {
        boolean done = false;
        try {
            do {
                looking.put(what, false);
                lookOnce(look);
                done = looking.remove(what, false);
            } while (!done);
        } catch (RuntimeException | Error e) {
            LOG.error("a look at {} ended early; it is looked at again", what, e);
        } finally {
            if (!done) {
                looking.remove(what);
            }
        }
    }

    private void lookOnce(Runnable look) {
        try {
            atOnce.acquire();
            try {
                look.run();
            } finally {
                atOnce.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
