package dev.cook.domain;

import java.util.Locale;

/** What an environment is for. */
public enum Purpose {
    /** An agent works in it; its key may push the one branch. */
    SESSION,
    /** A gate judges one commit in it; its key may push nothing. */
    GATE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
