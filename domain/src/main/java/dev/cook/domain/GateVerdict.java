package dev.cook.domain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an agent that reviews for a gate said once: pass or fail, and why. Of several, the last counts.
 *
 * @param comment lines for people and agents to read; only a pass may have none
 * @param place what it is about; empty: all of it
 */
public record GateVerdict(boolean passes, String comment, Optional<FileLine> place) {
    /** Kept of one run; a later one takes the place of the last. */
    public static final int MOST = 100;

    /** Characters of a comment. */
    public static final int LONGEST_COMMENT = 4_000;

    /** Characters of the name of a file: longer ones no system has. */
    private static final int LONGEST_FILE = 4_096;

    public GateVerdict {
        if (comment.isBlank() && !passes) {
            throw new IllegalArgumentException("nobody can mend what fails without a word");
        }
        if (comment.length() > LONGEST_COMMENT || !comment.equals(Text.printableLines(comment))) {
            throw new IllegalArgumentException("no comment to be shown");
        }
    }

    /**
     * A place in the files that are judged.
     *
     * @param line counts from 1; empty: the whole file
     */
    public record FileLine(String file, Optional<Integer> line) {
        public FileLine {
            if (file.isEmpty() || file.length() > LONGEST_FILE || !file.equals(Text.printable(file))) {
                throw new IllegalArgumentException("no name of a file to be shown");
            }
            if (line.filter(number -> number < 1).isPresent()) {
                throw new IllegalArgumentException("lines count from 1");
            }
        }

        @Override
        public String toString() {
            return file + line.map(number -> ":" + number).orElse("");
        }
    }

    public String word() {
        return passes ? "pass" : "fail";
    }

    /** For a terminal or a prompt: further lines of the comment are indented, so that none looks like something else. */
    public String told() {
        return word()
                + place.map(where -> " " + where).orElse("")
                + (comment.isBlank() ? "" : ": " + comment.strip().replace("\n", "\n    "));
    }

    /** All of them in order, a paragraph each, at most {@code limit} characters; empty for none. */
    public static String told(List<GateVerdict> verdicts, int limit) {
        return Text.shortened(verdicts.stream().map(GateVerdict::told).collect(Collectors.joining("\n")), limit);
    }
}
