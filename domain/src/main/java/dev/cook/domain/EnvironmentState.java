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
    /** Destroyed, or found dead; its key is void. */
    GONE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
