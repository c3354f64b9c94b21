package dev.cook.domain;

import java.util.Locale;

/** One agent's attempt: wanted, then running turn after turn, then ended one way or another. */
public enum SessionState {
    /** Asked for; its environment is being made ready. */
    WANTED,
    /** A turn of the agent runs, or the session waits for the next one. */
    RUNNING,
    /** Its branch landed or was abandoned, or the agent has nothing left to do. */
    ENDED,
    /** A person stopped it, or what a person allowed it was used up. */
    KILLED,
    /** Its environment is gone and nobody asked for that. */
    LOST,
    /** It left the persistent environment that it worked in, for others or for a person; what is sent to it wakes it. */
    STOPPED;

    public boolean ended() {
        return switch (this) {
            case WANTED, RUNNING -> false;
            case ENDED, KILLED, LOST, STOPPED -> true;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
