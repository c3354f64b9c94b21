package dev.cook.domain;

import java.time.Duration;
import java.util.Optional;

/**
 * One test of a gate's report. Its texts come from the branch that was judged: they are bounded and printable, and prove
 * nothing.
 *
 * @param name what the test is known by from run to run: its class or suite, and its name there
 * @param message why it failed, on one line; empty where it did not or nobody says
 */
public record TestResult(String name, TestOutcome outcome, Optional<Duration> took, String message) {
    /** Characters of a name: it is part of an index, whose entries have room for some 2,700 bytes. */
    public static final int LONGEST_NAME = 300;

    /** Characters of a message: the log has the rest. */
    public static final int LONGEST_MESSAGE = 500;

    public TestResult {
        if (name.isBlank() || name.length() > LONGEST_NAME || !name.equals(Text.printable(name))) {
            throw new IllegalArgumentException("no name of a test to be shown");
        }
        if (message.length() > LONGEST_MESSAGE || !message.equals(Text.printable(message))) {
            throw new IllegalArgumentException("no message of a test to be shown");
        }
    }

    /** The same test with another outcome. */
    public TestResult with(TestOutcome other) {
        return new TestResult(name, other, took, message);
    }
}
