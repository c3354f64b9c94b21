package dev.cook.http.repository;

import dev.cook.domain.RepoName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where links and images of a document in a repository lead. Pure.
 *
 * @param revision the name of the commit that it is read at
 * @param directory where the document is; empty: at the top
 */
record MarkdownLinks(RepoName repo, String revision, String directory) {
    /** What begins an address that is not relative. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private static final Pattern ALLOWED =
            Pattern.compile("(https?://|mailto:)[^\\s\\p{Cntrl}]+", Pattern.CASE_INSENSITIVE);

    /** Put before the names of headings, so that none is called like a part of the page. */
    static final String HEADING = "doc-";

    /** Where a link leads; empty: nowhere that a document may lead to. */
    Optional<String> link(String address) {
        String wanted = address.strip();
        if (wanted.startsWith("#")) {
            return Optional.of("#" + HEADING + wanted.substring(1).toLowerCase(Locale.ROOT));
        }
        if (isElsewhere(wanted)) {
            return Optional.of(wanted).filter(link -> ALLOWED.matcher(link).matches());
        }
        int hash = wanted.indexOf('#');
        String fragment = hash < 0 ? "" : wanted.substring(hash).replaceAll("[^#A-Za-z0-9_.-]", "");
        return path(wanted).map(path -> RepoAddress.files(repo, revision, path) + fragment);
    }

    /** Where an image comes from; empty: not from this repository, and from nowhere else does one come. */
    Optional<String> image(String address) {
        String wanted = address.strip();
        return wanted.startsWith("#") || isElsewhere(wanted)
                ? Optional.empty()
                : path(wanted).filter(path -> !path.isEmpty()).map(path -> RepoAddress.raw(repo, revision, path));
    }

    /** Browsers take a backslash for a slash, and leave out control characters, before they look. */
    private static boolean isElsewhere(String address) {
        String seen = address.replace('\\', '/').replaceAll("[\\p{Cntrl}]", "");
        return seen.startsWith("//") || SCHEME.matcher(seen).matches();
    }

    /** The path in the repository; empty: it leads out of it. */
    private Optional<String> path(String address) {
        String plain = address.split("[?#]", 2)[0];
        String decoded = decoded(plain);
        List<String> parts = new ArrayList<>();
        if (!decoded.startsWith("/") && !directory.isEmpty()) {
            parts.addAll(List.of(directory.split("/")));
        }
        for (String part : decoded.split("/")) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return Optional.empty();
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
