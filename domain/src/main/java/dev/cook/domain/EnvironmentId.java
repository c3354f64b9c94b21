package dev.cook.domain;

/** Identifies one place where commands run. */
public record EnvironmentId(long value) {
    public EnvironmentId {
        Checks.requirePositive("EnvironmentId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
