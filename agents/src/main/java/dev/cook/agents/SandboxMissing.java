package dev.cook.agents;

/** This machine cannot isolate an environment as it was told to; the message names the way out. */
public final class SandboxMissing extends RuntimeException {
    private final String why;

    SandboxMissing(String why) {
        super(why);
        this.why = why;
    }

    /** What is missing and the way out. */
    public String why() {
        return why;
    }
}
