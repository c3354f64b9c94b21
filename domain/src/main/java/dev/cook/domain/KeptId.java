package dev.cook.domain;

/** Identifies one kept environment. */
public record KeptId(long value) {
    public KeptId {
        Checks.requirePositive("KeptId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
