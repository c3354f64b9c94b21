package dev.cook.domain;

import java.util.Locale;

/** Where a branch is in its life. */
public enum BranchState {
    /** Somebody works on it: an agent's turn runs, or nobody said yet that it is done. */
    ACTIVE,
    /** Its author says it is done: its candidate is being judged, then it waits for somebody to let it land. */
    DONE,
    /** Somebody with the right said it shall land: it lands as soon as its candidate's gates pass. */
    QUEUED,
    /** Its candidate is on the target; its tip and story are a fossil. */
    LANDED,
    /** Given up or deleted; its tip and story are a fossil. */
    ABANDONED;

    /** Ended branches never change again; their name is free. */
    public boolean ended() {
        return switch (this) {
            case ACTIVE, DONE, QUEUED -> false;
            case LANDED, ABANDONED -> true;
        };
    }

    /** Whether the life cycle has an arrow from here to there. */
    public boolean mayBecome(BranchState next) {
        return switch (this) {
            case ACTIVE -> next == DONE || next == QUEUED || next == ABANDONED;
            case DONE -> next == ACTIVE || next == QUEUED || next == ABANDONED;
            case QUEUED -> next == ACTIVE || next == DONE || next == LANDED || next == ABANDONED;
            case LANDED, ABANDONED -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
