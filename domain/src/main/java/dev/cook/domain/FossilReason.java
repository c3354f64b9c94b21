package dev.cook.domain;

import java.util.Locale;

/** Why a tip became a fossil. */
public enum FossilReason {
    /** Its branch landed. */
    LANDED,
    /** Its branch was given up. */
    ABANDONED,
    /** A push replaced it by a commit that does not hold it. */
    FORCED,
    /** A push deleted its ref. */
    DELETED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
