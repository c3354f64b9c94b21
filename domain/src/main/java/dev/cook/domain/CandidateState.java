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
    /** It holds one branch, built on the target alone, and passed: the branch is judged again with others, and lands with them. */
    SCREENED,
    /** The target or the branch moved under it. */
    STALE,
    /** It is what the target became. */
    LANDED;

    /** Whether it lands, as far as anybody knows, or landed. */
    public boolean mayLand() {
        return switch (this) {
            case OPEN, LANDED -> true;
            case CONFLICTING, FAILED, SPLIT, SCREENED, STALE -> false;
        };
    }

    /** Whether its gates decided it. */
    public boolean isJudged() {
        return switch (this) {
            case FAILED, LANDED -> true;
            case OPEN, CONFLICTING, SPLIT, SCREENED, STALE -> false;
        };
    }

    /** Whether its gates ran, or would have, and what they found is not used. */
    public boolean isWasted() {
        return switch (this) {
            case SPLIT, STALE -> true;
            case OPEN, CONFLICTING, FAILED, SCREENED, LANDED -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
