package dev.cook.domain;

/** Identifies a repository for ever; names may change, this does not. */
public record RepoId(long value) {
    public RepoId {
        Checks.requirePositive("RepoId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
