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
        return switch (this) {
            case QUEUED, RUNNING -> true;
            case WAITING, PASSED, FAILED, BROKEN, SKIPPED, CANCELLED -> false;
        };
    }

    /** Whether a commit cannot land with it; what was cancelled has no answer, and none is no yes. */
    public boolean isBad() {
        return switch (this) {
            case FAILED, BROKEN, CANCELLED -> true;
            case QUEUED, RUNNING, WAITING, PASSED, SKIPPED -> false;
        };
    }

    /** Whether it ran, or was answered, and did not pass. */
    public boolean isFailure() {
        return switch (this) {
            case FAILED, BROKEN -> true;
            case QUEUED, RUNNING, WAITING, PASSED, SKIPPED, CANCELLED -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
