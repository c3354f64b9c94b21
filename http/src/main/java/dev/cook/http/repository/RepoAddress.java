package dev.cook.http.repository;

import dev.cook.domain.Oid;
import dev.cook.domain.PagePath;
import dev.cook.domain.RepoName;
import dev.cook.http.exchange.Site;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of what a repository holds: {@code /REPO/-/KIND/REF/PATH}. No part of a repository's or of a branch's name is a
 * dash, so that mark says where the name of the repository ends.
 */
public final class RepoAddress {
    private static final String MARK = PagePath.CONTENT;

    /** What somebody wants to see. */
    enum Kind {
        FILES("files"),
        RAW("raw"),
        BLAME("blame"),
        HISTORY("history"),
        COMMIT("commit"),
        COMPARE("compare"),
        BRANCHES("branches"),
        TAGS("tags"),
        SEARCH("search"),
        GATES("gates");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /**
     * An address that was asked for.
     *
     * @param repo the path of the repository, as the client wrote it
     * @param rest what follows the kind, without a slash at either end
     */
    record Asked(String repo, Kind kind, String rest) {}

    private RepoAddress() {}

    /** What a decoded path asks for; empty: it is no address of this kind. */
    static Optional<Asked> parse(String path) {
        int mark = path.indexOf(MARK);
        if (mark < 0) {
            return Optional.empty();
        }
        String after = path.substring(mark + MARK.length());
        int slash = after.indexOf('/');
        String word = slash < 0 ? after : after.substring(0, slash);
        String rest = slash < 0 ? "" : after.substring(slash + 1);
        String trimmed = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(word)) {
                return Optional.of(new Asked(path.substring(0, mark), kind, trimmed));
            }
        }
        return Optional.empty();
    }

    static String of(Asked asked, RepoName repo) {
        return at(repo, asked.kind(), asked.rest(), "");
    }

    public static String files(RepoName repo, String revision, String path) {
        return at(repo, Kind.FILES, revision, path);
    }

    public static String raw(RepoName repo, String revision, String path) {
        return at(repo, Kind.RAW, revision, path);
    }

    public static String blame(RepoName repo, String revision, String path) {
        return at(repo, Kind.BLAME, revision, path);
    }

    public static String history(RepoName repo, String revision, String path) {
        return at(repo, Kind.HISTORY, revision, path);
    }

    public static String commit(RepoName repo, Oid commit) {
        return at(repo, Kind.COMMIT, commit.hex(), "");
    }

    /** Compares where two histories went apart with the second one. */
    public static String compare(RepoName repo, String from, String to) {
        return at(repo, Kind.COMPARE, from + "..." + to, "");
    }

    public static String branches(RepoName repo) {
        return at(repo, Kind.BRANCHES, "", "");
    }

    public static String tags(RepoName repo) {
        return at(repo, Kind.TAGS, "", "");
    }

    public static String search(RepoName repo, String revision) {
        return at(repo, Kind.SEARCH, revision, "");
    }

    public static String gates(RepoName repo) {
        return at(repo, Kind.GATES, "", "");
    }

    /** The same address with one more word in its query, such as {@code from=50}. */
    public static String with(String address, String word) {
        return address + (address.indexOf('?') < 0 ? "?" : "&") + word;
    }

    private static String at(RepoName repo, Kind kind, String revision, String path) {
        String start = "/" + repo + MARK + kind.word;
        String base = revision.isEmpty() ? start : start + "/" + revision;
        if (path.isEmpty()) {
            return Site.encoded(base);
        }
        return isOdd(path) ? Site.encoded(base) + "?path=" + Site.encoded(path) : Site.encoded(base + "/" + path);
    }

    /** Whether the server's rules for paths would refuse it, or read it in another way. */
    private static boolean isOdd(String path) {
        return path.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '\\' || c == ';')
                || List.of(path.split("/", -1)).stream()
                        .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }
}
