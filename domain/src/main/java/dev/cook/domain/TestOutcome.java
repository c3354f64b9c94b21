package dev.cook.domain;

/** How a test ended, as the report of its gate has it. */
public enum TestOutcome {
    PASSED('P'),
    FAILED('F'),
    /** It failed and passed on the same content: one of the two was chance. */
    FLAKY('K'),
    SKIPPED('S');

    private final char letter;

    TestOutcome(char letter) {
        this.letter = letter;
    }

    /** One letter for it, in rows. */
    public char letter() {
        return letter;
    }

    /** @throws IllegalArgumentException if no outcome has that letter */
    public static TestOutcome of(char letter) {
        for (TestOutcome outcome : values()) {
            if (outcome.letter == letter) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("no outcome of a test: '" + letter + "'");
    }
}
