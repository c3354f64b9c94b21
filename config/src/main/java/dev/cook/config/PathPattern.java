package dev.cook.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which files are meant, such as {@code docs/**} or {@code src/*.java}. A pattern is for the whole path from the root of the
 * tree, in the letters' own case: {@code *} stands for any letters but a slash, {@code ?} for one letter but a slash, and
 * {@code **} alone between slashes for any directories, also none; at the end it stands for everything below.
 */
public final class PathPattern {
    /** Longer than any path that people write into a file. */
    private static final int LONGEST = 300;

    private static final int[] DIRECTORIES = "**".codePoints().toArray();
    private static final int[] ANY_NAME = {'*'};

    private final String text;
    private final List<int[]> parts;

    /** @throws IllegalArgumentException with what is wrong and what to write instead */
    public PathPattern(String text) {
        this.text = text;
        this.parts = parts(text);
    }

    /** Whether one of the patterns matches the path. */
    public static boolean any(List<PathPattern> patterns, String path) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(path));
    }

    /** Whether it means the file at this path, given from the root with slashes. */
    public boolean matches(String path) {
        String[] names = path.split("/", -1);
        int part = 0;
        int name = 0;
        int star = -1;
        int tried = 0;
        // Going back to the last ** is enough: what an earlier one could take besides, the last one can take as well.
        while (name < names.length) {
            if (part < parts.size() && isDirectories(parts.get(part))) {
                star = part++;
                tried = name;
            } else if (part < parts.size() && matches(parts.get(part), names[name])) {
                part++;
                name++;
            } else if (star >= 0) {
                part = star + 1;
                name = ++tried;
            } else {
                return false;
            }
        }
        while (part < parts.size() && isDirectories(parts.get(part))) {
            part++;
        }
        return part == parts.size();
    }

    private static boolean matches(int[] pattern, String name) {
        int[] letters = name.codePoints().toArray();
        if (letters.length == 0) {
            return false;
        }
        int at = 0;
        int letter = 0;
        int star = -1;
        int tried = 0;
        while (letter < letters.length) {
            if (at < pattern.length && pattern[at] == '*') {
                star = at++;
                tried = letter;
            } else if (at < pattern.length && (pattern[at] == '?' || pattern[at] == letters[letter])) {
                at++;
                letter++;
            } else if (star >= 0) {
                at = star + 1;
                letter = ++tried;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    private static boolean isDirectories(int[] part) {
        return Arrays.equals(part, DIRECTORIES);
    }

    private static List<int[]> parts(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException("a pattern has 1 to " + LONGEST + " characters");
        }
        if (text.startsWith("!")) {
            throw new IllegalArgumentException(
                    QuotedValue.quoted(text) + " cannot exclude files; list the files to include");
        }
        if (text.startsWith("/")) {
            throw new IllegalArgumentException(QuotedValue.quoted(text)
                    + " begins with a slash; every pattern begins at the root: write "
                    + QuotedValue.quoted(text.substring(1)));
        }
        if (text.endsWith("/")) {
            throw new IllegalArgumentException(QuotedValue.quoted(text) + " names a directory; for what is in it write "
                    + QuotedValue.quoted(text + "**"));
        }
        text.codePoints().filter(PathPattern::isMistakable).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(
                    QuotedValue.quoted(text) + ": " + QuotedValue.quoted(Character.toString(c))
                            + " has no meaning here; only *, ? and ** have one. For the letter itself write '?'");
        });
        List<int[]> parts = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException(QuotedValue.quoted(text) + ": paths have no part "
                        + QuotedValue.quoted(part) + ", so nothing would match");
            }
            if (part.contains("**") && !part.equals("**")) {
                throw new IllegalArgumentException(QuotedValue.quoted(text)
                        + ": ** stands alone between slashes, such as **/*.md or docs/**; within a name write *");
            }
            parts.add(part.codePoints().toArray());
        }
        if (isDirectories(parts.getLast())) {
            parts.add(ANY_NAME);
        }
        return List.copyOf(parts);
    }

    /** What other tools' patterns give a meaning to, and what nobody can see. */
    private static boolean isMistakable(int c) {
        return "[]{}\\".indexOf(c) >= 0 || QuotedValue.isTreacherous(c);
    }

    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
