package dev.cook.domain;

import java.util.Locale;

/** One gate on one exact commit. */
public enum GateRunState {
    /** To be run. */
    QUEUED,
    /** Its command runs. */
    RUNNING,
    /** The command ended with exit status 0. */
    PASSED,
    /** The command ended with another exit status, or took longer than its timeout. */
    FAILED,
    /** It could not be judged: its environment was lost; it is run again. */
    BROKEN,
    /** Nobody needs the answer any more. */
    CANCELLED;

    public boolean over() {
        return this != QUEUED && this != RUNNING;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
