package dev.cook.domain;

/**
 * Lines of a file as a commit has them.
 *
 * @param file its path, as the tree of the commit has it
 */
public record CodePlace(Oid commit, String file, LineRange lines) {
    /** Bytes of a path: longer ones no system has. */
    public static final int LONGEST_FILE = 4_096;

    public CodePlace {
        if (file.isEmpty() || file.length() > LONGEST_FILE) {
            throw new IllegalArgumentException("a path of " + file.length() + " characters");
        }
    }

    /** The lines without the commit. */
    public LineRange.OfFile inFile() {
        return new LineRange.OfFile(file, lines);
    }
}
