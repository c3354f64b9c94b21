package dev.cook.config;

import java.util.Locale;

/** What an environment is made with. */
public enum Backend {
    /** This machine, in a sandbox. */
    LOCAL,
    /** A container of the Docker engine that the {@code docker} command reaches. */
    DOCKER,
    /** Another machine, over SSH. */
    SSH,
    /** Anything else: a program that the operator provides. */
    PLUGIN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
