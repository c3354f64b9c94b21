package dev.cook.http.repository;

import dev.cook.http.exchange.Exchange;
import dev.cook.http.exchange.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how many requests walk through histories or search files at once: each may take a core for some seconds. */
final class HeavyReads {
    private static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Problems problems;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /** @param problems shows what was wrong */
    HeavyReads(Problems problems) {
        this.problems = problems;
    }

    interface Problems {
        void show(Exchange exchange, Problem problem) throws IOException;
    }

    interface Read {
        void answer() throws IOException;
    }

    void answer(Exchange exchange, Read read) throws IOException {
        boolean entered = false;
        try {
            entered = places.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (entered) {
                read.answer();
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (entered) {
                places.release();
            }
        }
        exchange.set("Retry-After", "10");
        problems.show(
                exchange,
                new Problem(
                        503,
                        "Busy",
                        "The server is busy with other searches and histories.",
                        "Try again in a few seconds."));
    }
}
