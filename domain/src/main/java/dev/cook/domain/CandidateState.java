package dev.cook.domain;

import java.util.Locale;

/** A commit that would land, and what became of it. */
public enum CandidateState {
    /** Built; its gates are planned or run, or it waits to land. */
    OPEN,
    /** The branch cannot be merged into the target: the files are named. */
    CONFLICTING,
    /** A gate failed on it. */
    FAILED,
    /** The target or the branch moved under it. */
    STALE,
    /** It is what the target became. */
    LANDED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
