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
            return Optional.of("that is no path or URL");
        }
        if (value.startsWith("/")) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(value);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme();
            if (!SCHEMES.contains(scheme)) {
                return Optional.of(
                        "a source is an absolute path, or a URL that begins with https://, ssh:// or git://");
            }
            if (uri.getHost() == null || uri.getHost().startsWith("-")) {
                return Optional.of("that URL names no host");
            }
            String user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
            if (user.contains(":") || user.startsWith("-")) {
                return Optional.of("a URL with a password would be seen in lists of processes and in logs");
            }
            return Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.of("that is no URL: " + Text.shortened(Text.printable(e.getReason()), 100));
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
