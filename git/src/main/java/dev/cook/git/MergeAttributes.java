package dev.cook.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * The attributes of a target, for a git that merges without its files. What the branch says of attributes counts once it has
 * landed, so that no branch decides how it is merged; and a driver that is none of git's own is configured nowhere.
 */
final class MergeAttributes {
    /** Directories whose attributes are read: beside each path that differs, of the first so many. */
    private static final int MOST_DIRECTORIES = 2_000;

    /** Bytes of one file of attributes: git itself reads no line of more than 2048. */
    private static final int MOST_BYTES = 64 * 1024;

    private MergeAttributes() {}

    /** The lines as one file has them that applies to the whole tree; empty: the target has none. */
    static String of(ObjectReader reader, RevTree target, RevTree branch) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String directory : directories(reader, target, branch)) {
            try (TreeWalk file = TreeWalk.forPath(reader, directory + Constants.DOT_GIT_ATTRIBUTES, target)) {
                if (file != null && FileMode.REGULAR_FILE.equals(file.getRawMode(0) & ~0111)) {
                    String text = new String(
                            reader.open(file.getObjectId(0)).getCachedBytes(MOST_BYTES), StandardCharsets.UTF_8);
                    text.lines().map(line -> below(directory, line)).forEach(line -> lines.append(line)
                            .append('\n'));
                }
            } catch (LargeObjectException _) {
                // Nobody wrote that by hand; git does not read so long a file either.
            }
        }
        return lines.toString();
    }

    /** Those above the paths that differ, each with a slash at its end, the outer ones first: the inner ones say more. */
    private static Set<String> directories(ObjectReader reader, RevTree target, RevTree branch) throws IOException {
        Set<String> directories =
                new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        directories.add("");
        try (TreeWalk walk = new TreeWalk(reader)) {
            walk.addTree(target);
            walk.addTree(branch);
            walk.setFilter(TreeFilter.ANY_DIFF);
            walk.setRecursive(true);
            while (walk.next() && directories.size() < MOST_DIRECTORIES) {
                String path = walk.getPathString();
                for (int slash = path.lastIndexOf('/');
                        slash > 0 && directories.add(path.substring(0, slash + 1));
                        slash = path.lastIndexOf('/', slash - 1)) {}
            }
        }
        return directories;
    }

    /** A line of a directory's file as it reads in a file at the top. */
    static String below(String directory, String line) {
        String stripped = line.strip();
        if (directory.isEmpty() || stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith("[attr]")) {
            return stripped;
        }
        boolean quoted = stripped.startsWith("\"");
        String pattern = quoted ? stripped.substring(1) : stripped;
        int end = quoted ? pattern.indexOf('"') : pattern.indexOf(' ') < 0 ? pattern.length() : pattern.indexOf(' ');
        String head = pattern.substring(0, Math.max(0, end));
        String place = literally(directory) + (head.indexOf('/') >= 0 ? "" : "**/");
        return "\"" + place
                + (head.startsWith("/") ? pattern.substring(1) : pattern)
                        .transform(rest -> quoted ? rest : closed(rest));
    }

    /** A pattern that was not in quotes, with the one that ends it. */
    private static String closed(String rest) {
        int end = rest.indexOf(' ');
        return end < 0 ? escaped(rest) + "\"" : escaped(rest.substring(0, end)) + "\"" + rest.substring(end);
    }

    private static String escaped(String pattern) {
        return pattern.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** The directory's name as a pattern, in quotes, that matches nothing else. */
    private static String literally(String directory) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < directory.length(); i++) {
            char c = directory.charAt(i);
            if ("*?[\\".indexOf(c) >= 0) {
                // Once for the pattern, and once for the quotes.
                pattern.append("\\\\");
            }
            pattern.append(c == '\\' ? "\\\\" : c == '"' ? "\\\"" : String.valueOf(c));
        }
        return pattern.toString();
    }
}
