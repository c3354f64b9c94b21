package dev.cook.domain;

/** Identifies one gate on one exact commit. */
public record GateRunId(long value) {
    public GateRunId {
        Checks.requirePositive("GateRunId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
