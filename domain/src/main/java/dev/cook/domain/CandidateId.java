package dev.cook.domain;

/** Identifies one commit that would land. */
public record CandidateId(long value) {
    public CandidateId {
        Checks.requirePositive("CandidateId", value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
