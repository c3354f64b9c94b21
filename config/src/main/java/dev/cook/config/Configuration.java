package dev.cook.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What makes an environment somebody's own: a git repository whose files are put into it.
 *
 * @param url {@code https}, {@code ssh} or {@code file}, without user names that hold a password
 * @param rev a branch, tag or commit; absent: what its HEAD is when a session starts
 * @param attribute of a flake; absent: its default
 */
public record Configuration(URI url, Optional<String> rev, Optional<String> attribute, Sort kind) {
    private static final Set<String> SCHEMES = Set.of("https", "ssh", "file");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}");

    /** What is done with its files. */
    public enum Sort {
        /** They are linked into HOME. */
        DOTFILES,
        /** They are a Nix flake, in whose development shell every command runs. */
        DEVSHELL,
        /** They are a Nix flake with an activation package, as home-manager makes them, which is built and activated. */
        HOME;

        /** Whether its files are a Nix flake. */
        public boolean isFlake() {
            return this != DOTFILES;
        }

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Configuration {
        String scheme = url.getScheme();
        boolean located = "file".equals(scheme) ? url.getHost() == null : url.getHost() != null;
        if (scheme == null
                || !SCHEMES.contains(scheme)
                || !located
                || url.getPath() == null
                || url.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    QuotedValue.quoted(url.toString()) + " is not an https, ssh or file URL of a git repository");
        }
        if (url.getQuery() != null
                || url.getFragment() != null
                || (url.getUserInfo() != null && url.getUserInfo().contains(":"))) {
            throw new IllegalArgumentException(QuotedValue.quoted(url.getHost() + url.getPath())
                    + " must not contain a password, query or fragment");
        }
        rev.ifPresent(word -> require(word, "a branch, tag or commit"));
        attribute.ifPresent(word -> require(word, "an attribute of a flake"));
    }

    private static void require(String text, String what) {
        if (!WORD.matcher(text).matches() || text.contains("..")) {
            throw new IllegalArgumentException(QuotedValue.quoted(text) + " is not " + what);
        }
    }

    static URI url(String text) {
        try {
            return text.startsWith("/")
                    ? new URI("file", null, Path.of(text).normalize().toString(), null)
                    : new URI(text);
        } catch (java.net.URISyntaxException | java.nio.file.InvalidPathException e) {
            throw new IllegalArgumentException(QuotedValue.quoted(text) + " is not a URL", e);
        }
    }

    /** Whether a repository's file may name it: the server fetches it, from nowhere that the operator did not name. */
    boolean isFrom(Set<String> hosts) {
        return url.getScheme().equals("https") && url.getPort() < 0 && hosts.contains(url.getHost());
    }
}
