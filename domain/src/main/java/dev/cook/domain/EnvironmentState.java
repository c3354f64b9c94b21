package dev.cook.domain;

import java.util.Locale;

/** Whether an environment exists yet, or still. */
public enum EnvironmentState {
    /** Asked for, not launched yet. */
    WANTED,
    /** Launched; its bootstrap dials home when it is ready. */
    LAUNCHED,
    /** It dialled home at least once. */
    READY,
    /** Over, and its key is void, but it could not be destroyed yet: what ran in it may still run. */
    DYING,
    /** Destroyed, or found dead; its key is void. */
    GONE;

    /** Whether it is over, so that nothing can be done with it any more. */
    public boolean over() {
        return switch (this) {
            case DYING, GONE -> true;
            case WANTED, LAUNCHED, READY -> false;
        };
    }

    /** Whether something runs in it, as far as anybody knows. */
    public boolean isUp() {
        return switch (this) {
            case LAUNCHED, READY -> true;
            case WANTED, DYING, GONE -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
