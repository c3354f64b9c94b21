package dev.cook.domain;

/** Identifies one agent's attempt at a branch's task. */
public record SessionId(long value) {
    public SessionId {
        Checks.requirePositive("SessionId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
