package dev.cook.domain;

import java.util.Locale;

/** One gate on one exact commit. */
public enum GateRunState {
    /** To be run. */
    QUEUED,
    /** Its command runs. */
    RUNNING,
    /** People or another system have to answer. */
    WAITING,
    /** The command ended with exit status 0, or whoever was asked said yes. */
    PASSED,
    /** The command ended with another exit status, took longer than its timeout, or somebody said no. */
    FAILED,
    /** It could not be judged: its environment was lost; it is run again. */
    BROKEN,
    /** It cannot matter for this commit. */
    SKIPPED,
    /** Nobody needs the answer any more. */
    CANCELLED;

    public boolean over() {
        return switch (this) {
            case QUEUED, RUNNING, WAITING -> false;
            case PASSED, FAILED, BROKEN, SKIPPED, CANCELLED -> true;
        };
    }

    /** Whether Cook itself will bring it further. */
    public boolean isNext() {
        return this == QUEUED || this == RUNNING;
    }

    /** Whether a commit cannot land with it; what was cancelled has no answer, and none is no yes. */
    public boolean isBad() {
        return this == FAILED || this == BROKEN || this == CANCELLED;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
