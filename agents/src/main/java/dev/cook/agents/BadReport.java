package dev.cook.agents;

/** What an environment sent is not a report; the message says why. */
public final class BadReport extends RuntimeException {
    BadReport(String message) {
        super(message);
    }
}
