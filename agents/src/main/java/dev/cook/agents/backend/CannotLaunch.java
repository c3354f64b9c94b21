package dev.cook.agents.backend;

/** An environment cannot be made as it is configured; the message names the way out. */
public final class CannotLaunch extends RuntimeException {
    private final String why;

    public CannotLaunch(String why) {
        super(why);
        this.why = why;
    }

    /** What is missing and the way out. */
    public String why() {
        return why;
    }
}
