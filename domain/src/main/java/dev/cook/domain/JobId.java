package dev.cook.domain;

/** Identifies one window in an environment: a turn of an agent or a run of a gate. */
public record JobId(long value) {
    public JobId {
        Checks.requirePositive("JobId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
