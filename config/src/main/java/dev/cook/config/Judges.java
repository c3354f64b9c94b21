package dev.cook.config;

import java.util.Locale;

/** What decides a gate's answer, and so when an earlier one is good again. */
public enum Judges {
    /** All that its command can see: files, commits, messages, authors, and what the commit stands on. */
    COMMIT,
    /** The files alone, all of them; its command does not ask git about anything else. */
    FILES;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
