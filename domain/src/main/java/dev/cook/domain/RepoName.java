package dev.cook.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A repository's name: one to four segments of letters, digits, dots, dashes and underscores, compared without case. */
public record RepoName(String value) {
    /** Longest name in characters: leaves room for a branch beside it in a path of 255. */
    public static final int LONGEST = 100;

    private static final Pattern SHAPE =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}");

    /** First segments that the pages and the API use themselves. */
    private static final Set<String> RESERVED = Set.of(
            "api", "assets", "login", "logout", "events", "sessions", "gates", "fossils", "branches", "health", "_");

    public RepoName {
        problemOf(value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /** Says what is wrong with a name and what would be right, or nothing if it is fine. */
    public static Optional<String> problemOf(String value) {
        if (value.isEmpty() || value.length() > LONGEST) {
            return Optional.of("a repository's name has 1 to " + LONGEST + " characters");
        }
        if (!SHAPE.matcher(value).matches()) {
            return Optional.of(
                    "'" + Text.printable(value)
                            + "' is not a repository's name: use letters, digits, '.', '-' and '_', with up to three '/' between parts");
        }
        for (String segment : value.split("/")) {
            String lower = segment.toLowerCase(Locale.ROOT);
            if (lower.endsWith(".git") || lower.endsWith(".lock") || lower.endsWith(".") || lower.contains("..")) {
                return Optional.of("'" + value
                        + "': no part of a repository's name may end in .git, .lock or a dot, or hold '..'");
            }
        }
        String first = value.split("/")[0].toLowerCase(Locale.ROOT);
        if (RESERVED.contains(first)) {
            return Optional.of("'" + first + "' is reserved for Cook's own pages; choose another name");
        }
        return Optional.empty();
    }

    /** Reads a name as a git client sends it: a leading slash and a trailing {@code .git} do not matter. */
    public static Optional<RepoName> parse(String text) {
        String name = text.startsWith("/") ? text.substring(1) : text;
        name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        name = name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
        return problemOf(name).isPresent() ? Optional.empty() : Optional.of(new RepoName(name));
    }

    @Override
    public String toString() {
        return value;
    }
}
