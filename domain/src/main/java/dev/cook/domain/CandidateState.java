package dev.cook.domain;

import java.util.Locale;

/** A commit that would land, and what became of it. */
public enum CandidateState {
    /** Built; its gates are planned or run, or it waits to land. */
    OPEN,
    /** The branch cannot be merged into the target: the files are named. */
    CONFLICTING,
    /** A gate failed on it, and its branch is to blame. */
    FAILED,
    /** A gate failed on it, and it holds several branches: they are judged again in smaller groups. */
    SPLIT,
    /** The target or the branch moved under it. */
    STALE,
    /** It is what the target became. */
    LANDED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
