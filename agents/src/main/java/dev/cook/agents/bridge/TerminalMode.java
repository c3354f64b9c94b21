package dev.cook.agents.bridge;

import java.util.Locale;

/** What a viewer may do in a terminal. */
public enum TerminalMode {
    /** Looks at a job and changes nothing. */
    READ,
    /** Types into a job, and gives it their terminal's size. */
    WRITE,
    /** Has tmux's control protocol about a job, which can run anything in the environment. */
    CONTROL,
    /** Has a shell of their own in the work tree. */
    SHELL;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
