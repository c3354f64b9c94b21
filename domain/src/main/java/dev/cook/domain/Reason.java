package dev.cook.domain;

/** Why somebody does something, as everybody reads it in the branch's timeline. */
public final class Reason {
    /** Characters of a reason to hold a branch: a sentence. */
    public static final int LONGEST_OF_HOLD = 300;

    /** Characters of a reason to abandon a branch: a few sentences. */
    public static final int LONGEST_OF_ABANDON = 1_000;

    /** What is written down where nothing was said. */
    private static final String NONE = "no reason given";

    private Reason() {}

    /** One line of plain text. */
    public static String of(String text) {
        String line = Text.printable(text).strip();
        return line.isEmpty() ? NONE : line;
    }
}
