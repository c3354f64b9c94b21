package dev.cook.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A fact.
 *
 * @param data names and values for people and subscribers; never a secret
 */
public record Event(
        EventId id,
        Instant at,
        EventType type,
        Optional<RepoId> repo,
        Optional<BranchId> branch,
        Map<String, String> data) {
    public Event {
        data = Map.copyOf(data);
    }

    /** A value by name, or an empty text where the event has none. */
    public String get(String name) {
        return data.getOrDefault(name, "");
    }
}
