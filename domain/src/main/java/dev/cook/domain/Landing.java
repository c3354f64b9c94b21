package dev.cook.domain;

import java.util.Locale;

/** Whether a branch lands by itself once its gates passed. */
public enum Landing {
    /** By itself. */
    AUTO,
    /** When somebody with the right says so. */
    ASK;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
