package dev.cook.domain;

/** Identifies one persistent environment. */
public record PersistentId(long value) {
    public PersistentId {
        Checks.requirePositive("PersistentId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
