package dev.cook.domain;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The paths of pages, as browsers send them: for every valid name one that leads to that page and to no other. */
public final class PagePath {
    /** What stands between a repository's name and a branch's. */
    public static final String BRANCHES = "/branches/";

    /**
     * What stands between a repository's name and what it holds: no part of a name of a repository is a dash, and none of a branch's
     * begins with one.
     */
    public static final String CONTENT = "/-/";

    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

    /** Ends of names at which something else answers: git, and what browsers ask for by themselves. */
    private static final List<String> TAKEN =
            List.of("/info/refs", "/git-upload-pack", "/git-receive-pack", "/favicon.ico");

    /** No repository's name ends in it, so it says where the name is over. */
    private static final String END = ".git";

    private PagePath() {}

    public static String repo(RepoName repo) {
        String path = "/" + repo;
        return encoded(TAKEN.stream().anyMatch(path.toLowerCase(Locale.ROOT)::endsWith) ? path + END : path);
    }

    /** Whether a path leads to what a repository holds, whatever files are called at its end. */
    public static boolean isContent(String path) {
        return path.contains(CONTENT);
    }

    /** Names of repositories and of branches have several parts each; where more than one way to read them exists, one is said. */
    public static String branch(RepoName repo, BranchName branch) {
        String path = "/" + repo + BRANCHES + branch;
        boolean ambiguous = path.indexOf(BRANCHES) != path.lastIndexOf(BRANCHES);
        return encoded(ambiguous ? "/" + repo + END + BRANCHES + branch : path);
    }

    /** Percent-encodes a path, slashes kept. */
    public static String encoded(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && PLAIN.indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
        return out.toString();
    }
}
