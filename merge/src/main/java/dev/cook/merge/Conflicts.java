package dev.cook.merge;

import java.util.List;

/** Files that conflict, for people. */
final class Conflicts {
    /** How many are named: enough to see where, few enough to read. */
    private static final int NAMED = 20;

    private Conflicts() {}

    static String named(List<String> files) {
        String first = String.join(", ", files.subList(0, Math.min(files.size(), NAMED)));
        return files.size() <= NAMED ? first : first + " and " + (files.size() - NAMED) + " more";
    }
}
