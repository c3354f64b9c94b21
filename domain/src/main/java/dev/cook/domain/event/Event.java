package dev.cook.domain.event;

import dev.cook.domain.BranchId;
import dev.cook.domain.EventId;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A fact with its number, its time, and what it is about. */
public record Event(EventId id, Instant at, Optional<RepoId> repo, Optional<BranchId> branch, Fact fact) {
    /** The fact's type on the wire, for instance {@code branch.landed}. */
    public String type() {
        return fact.type();
    }

    public int version() {
        return fact.version();
    }

    /** The fact's keys and values on the wire. */
    public Map<String, String> data() {
        return fact.data();
    }
}
