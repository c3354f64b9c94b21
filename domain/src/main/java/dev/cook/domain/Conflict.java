package dev.cook.domain;

/** Says why two commits could not be merged. */
public final class Conflict {
    private Conflict() {}

    /**
     * In words that follow the name of a branch.
     *
     * @param files those that conflict; in parentheses, what else stands against a merge
     */
    public static String told(String with, String files) {
        return files.startsWith("(") && files.endsWith(")")
                ? "cannot be merged with " + with + ": " + files.substring(1, files.length() - 1)
                : "conflicts with " + with + " in " + files;
    }
}
