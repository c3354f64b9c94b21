package dev.cook.agents.environment;

import dev.cook.agents.backend.Backend;
import dev.cook.domain.EnvironmentId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notices environments whose files take more than they may. It measures now and then: a quota of the file system would
 * hold sooner, but there is none that every machine has.
 */
final class DiskWatch {
    /** What is written between two looks is bounded by this and by how fast the disk is. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Measuring many small files takes a while; it shall cost a twentieth of a processor at most. */
    private static final int SHARE = 20;

    private static final long MIB = 1L << 20;

    private final Clock clock;
    private final Map<EnvironmentId, Instant> next = new ConcurrentHashMap<>();

    DiskWatch(Clock clock) {
        this.clock = clock;
    }

    /** Why an environment is to be ended; nothing while it may go on, or is not due to be looked at. */
    Optional<String> over(EnvironmentId id, Backend backend, long most) {
        Instant begun = clock.instant();
        if (next.getOrDefault(id, Instant.EPOCH).isAfter(begun)) {
            return Optional.empty();
        }
        OptionalLong taken = backend.disk(id);
        Duration took = Duration.between(begun, clock.instant());
        Duration wait = took.multipliedBy(SHARE);
        next.put(id, clock.instant().plus(wait.compareTo(EVERY) > 0 ? wait : EVERY));
        return taken.isPresent() && taken.getAsLong() > most
                ? Optional.of("the environment's files take " + taken.getAsLong() / MIB
                        + " MiB, more than its disk limit of " + most / MIB + " MiB")
                : Optional.empty();
    }

    void forget(EnvironmentId id) {
        next.remove(id);
    }
}
