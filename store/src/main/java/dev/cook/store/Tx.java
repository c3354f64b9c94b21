package dev.cook.store;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;

/** One transaction: the tables, seen through one connection. It ends with the call that made it. */
public final class Tx {
    private final Handle handle;
    private final Instant now;

    Tx(Handle handle, Clock clock) {
        this.handle = handle;
        // PostgreSQL keeps microseconds; what is read back equals what was written only if no more is written.
        this.now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** The time of this transaction: one for all its rows. */
    public Instant now() {
        return now;
    }

    public Events events() {
        return new Events(handle, now);
    }
}
