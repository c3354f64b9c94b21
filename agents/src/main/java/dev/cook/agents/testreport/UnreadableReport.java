package dev.cook.agents.testreport;

/** A file is no report of tests, or not to its end; the message says why, for people. */
final class UnreadableReport extends Exception {
    UnreadableReport(String message) {
        super(message);
    }
}
