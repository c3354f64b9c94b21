package dev.cook.domain;

/** Identifies one life of a branch: a name that is used again gets a new one. */
public record BranchId(long value) {
    public BranchId {
        Checks.requirePositive("BranchId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
