package dev.cook.agents.bridge;

/** A viewer gets no terminal now; says why and what to do. */
public final class TerminalRefused extends RuntimeException {
    private final String why;
    private final String wayOut;

    TerminalRefused(String why, String wayOut) {
        super(why, null, false, false);
        this.why = why;
        this.wayOut = wayOut;
    }

    public String why() {
        return why;
    }

    public String wayOut() {
        return wayOut;
    }
}
