package dev.cook.domain;

import java.util.Locale;

/** A job in an environment. */
public enum JobState {
    /** To be started as soon as the environment is ready. */
    QUEUED,
    /** Started in a window of the environment. */
    RUNNING,
    /** It reported its exit status and its log. */
    ENDED,
    /** It will never report: its environment is gone. */
    LOST;

    public boolean over() {
        return switch (this) {
            case QUEUED, RUNNING -> false;
            case ENDED, LOST -> true;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
