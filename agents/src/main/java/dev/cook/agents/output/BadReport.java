package dev.cook.agents.output;

/** What an environment sent is no report of a job. */
public sealed class BadReport extends RuntimeException {
    public BadReport(String message) {
        super(message);
    }

    /** Its end is missing: the connection may have broken, and the same report may arrive whole next time. */
    public static final class BrokenOff extends BadReport {
        BrokenOff() {
            super("the tar archive ends too early");
        }
    }
}
