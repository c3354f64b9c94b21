package dev.cook.git;

import dev.cook.domain.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Where an existing repository is: an absolute path on the server's machine, or an address that git fetches from. */
public record ImportSource(String value) {
    private static final Set<String> SCHEMES = Set.of("https", "ssh", "git");

    /** Longer addresses are no addresses. */
    private static final int LONGEST = 2_000;

    public ImportSource {
        problemOf(value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /** Says what is wrong with a source, or nothing if it can be tried. */
    public static Optional<String> problemOf(String value) {
        if (value.length() > LONGEST || !value.equals(Text.printable(value))) {
            return Optional.of("the source is not a path or URL");
        }
        if (value.startsWith("/")) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(value);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme();
            if (!SCHEMES.contains(scheme)) {
                return Optional.of(
                        "the source must be an absolute path, or a URL that begins with https://, ssh:// or git://");
            }
            if (uri.getHost() == null || uri.getHost().startsWith("-")) {
                return Optional.of("the URL names no host");
            }
            String user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
            if (user.contains(":") || user.startsWith("-")) {
                return Optional.of("the URL contains a password, which process lists and logs would show");
            }
            return Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.of("not a valid URL: " + Text.shortened(Text.printable(e.getReason()), 100));
        }
    }

    boolean isPath() {
        return value.startsWith("/");
    }

    @Override
    public String toString() {
        return value;
    }
}
