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
        return this == DYING || this == GONE;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
