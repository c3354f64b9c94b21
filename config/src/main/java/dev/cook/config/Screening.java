package dev.cook.config;

import java.util.Locale;

/** Whether branches that are new to a queue are first judged alone, on the target itself. */
public enum Screening {
    /** Where enough of the last branches failed for it to save runs. */
    AUTO,
    ALWAYS,
    NEVER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
