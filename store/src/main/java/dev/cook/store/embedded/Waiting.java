package dev.cook.store.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what no one announces: a process that is not this JVM's child, a file that another process writes. */
final class Waiting {
    private static final Duration STEP = Duration.ofMillis(10);

    private Waiting() {}

    /** Whether the condition came true within the limit. */
    static boolean until(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(STEP);
        }
        return true;
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("Interrupted while waiting for PostgreSQL.", e);
        }
    }
}
