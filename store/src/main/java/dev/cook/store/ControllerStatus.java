package dev.cook.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How a controller of this server does, since it started.
 *
 * @param passes looks at everything that came to an end
 * @param failures of passes, and of work for one item
 * @param failing items that it cannot do at present
 * @param lastPass when the last one came to an end; empty: none did yet
 * @param database what it asked of the database
 */
public record ControllerStatus(
        String name, long passes, long failures, int failing, Optional<Instant> lastPass, Store.Asked database) {}
