package dev.cook.config;

import java.util.Locale;

/** What stands between a local environment and the host. */
public enum Sandbox {
    BUBBLEWRAP,
    /** Nothing: whoever can push can run commands as the server's user. */
    NONE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
