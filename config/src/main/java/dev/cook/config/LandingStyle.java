package dev.cook.config;

import java.util.Locale;

/** What lands of a branch. */
public enum LandingStyle {
    /** A merge commit of the target and the branch. */
    MERGE,
    /** One commit with all that the branch changes. */
    SQUASH,
    /** The branch's commits, made anew on the target; one commit where that would not give what a merge gives. */
    REBASE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
