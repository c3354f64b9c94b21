package dev.cook.domain;

/** Identifies an account. */
public record AccountId(long value) {
    public AccountId {
        Checks.requirePositive("AccountId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
