package dev.cook.agents.environment;

import dev.cook.domain.EnvironmentId;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * When people were last seen at the terminals of environments. A server that has just started has seen nobody, and takes
 * everybody for having been there until then: those who were attached are about to attach again.
 */
public final class LastSeen {
    private final Predicate<EnvironmentId> watched;
    private final Clock clock;
    private final Instant began;
    private final Map<EnvironmentId, Instant> seen = new ConcurrentHashMap<>();

    /** @param watched whether somebody is there at this moment */
    public LastSeen(Predicate<EnvironmentId> watched, Clock clock) {
        this.watched = watched;
        this.clock = clock;
        this.began = clock.instant();
    }

    /** As exactly as it is asked often. */
    Instant last(EnvironmentId id) {
        if (watched.test(id)) {
            seen.put(id, clock.instant());
        }
        return seen.getOrDefault(id, began);
    }

    void forget(EnvironmentId id) {
        seen.remove(id);
    }
}
