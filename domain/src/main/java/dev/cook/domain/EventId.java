package dev.cook.domain;

/** Identifies an event; ids are in commit order, so one of them is also a position to go on from. */
public record EventId(long value) {
    public EventId {
        Checks.requirePositive("EventId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
