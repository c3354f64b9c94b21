package dev.cook.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Another repository that is checked out beside the main one.
 *
 * @param repo its name at this server
 * @param path where, below the directory that holds the main work tree
 * @param ref a branch or tag; absent: where its branches land
 */
public record RepoBeside(String repo, String path, Optional<String> ref) {
    private static final String SEGMENT = "[A-Za-z0-9_][A-Za-z0-9._-]*";
    private static final Pattern REPO = Pattern.compile(SEGMENT + "(/" + SEGMENT + "){0,3}");
    private static final Pattern REF = Pattern.compile(SEGMENT + "(/" + SEGMENT + "){0,7}");
    private static final int LONGEST = 100;

    /** What an environment has there itself. */
    private static final Set<String> TAKEN = Set.of("home", "work", "run", "jobs");

    public RepoBeside {
        require(repo, REPO, "the name of a repository");
        require(path, REPO, "a path of up to four names");
        ref.ifPresent(name -> require(name, REF, "a branch or a tag"));
        String first = path.split("/", 2)[0];
        if (TAKEN.contains(first)) {
            throw new IllegalArgumentException(
                    QuotedValue.quoted(path) + " is taken by the environment itself; give it another path");
        }
    }

    /** Beside the main one, under the last part of its name. */
    static RepoBeside of(String repo) {
        return new RepoBeside(repo, lastPart(repo), Optional.empty());
    }

    static String lastPart(String repo) {
        return repo.substring(repo.lastIndexOf('/') + 1);
    }

    /** Whether two cannot lie where they are to lie. */
    boolean clashes(RepoBeside other) {
        return (path + "/").startsWith(other.path + "/") || (other.path + "/").startsWith(path + "/");
    }

    private static void require(String text, Pattern shape, String what) {
        if (!shape.matcher(text).matches() || text.length() > LONGEST || text.contains("..")) {
            throw new IllegalArgumentException(QuotedValue.quoted(text) + " is not " + what);
        }
    }
}
