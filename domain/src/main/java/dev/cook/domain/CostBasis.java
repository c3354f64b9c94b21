package dev.cook.domain;

import java.util.Locale;

/** Where a cost comes from. */
public enum CostBasis {
    /** The agent said so. */
    REPORTED,
    /** Tokens times the prices of a table. */
    COMPUTED,
    /** Neither: it is not known, which is not nothing. */
    UNKNOWN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
