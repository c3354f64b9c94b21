package dev.cook.hooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How clients and environments reach this server: what begins like one of these is a repository of its own.
 *
 * @param all addresses with the scheme ssh, http or https
 */
public record OwnAddresses(List<URI> all) {
    /** Before it is known. */
    static final OwnAddresses NONE = new OwnAddresses(List.of());

    private static final int SSH_PORT = 22;

    /** As git takes it for SSH without a scheme: {@code git@host:path}. */
    private static final Pattern SHORT = Pattern.compile("(?:[^@/:]+@)?([^@/:]+):(?!//)(.+)");

    public OwnAddresses {
        all = List.copyOf(all);
    }

    /** The path of a repository of this server; empty: the address leads elsewhere, or is none. */
    Optional<String> path(String address) {
        Matcher brief = SHORT.matcher(address);
        if (!address.contains("://") && brief.matches()) {
            return is("ssh", brief.group(1), SSH_PORT) ? Optional.of(withoutSlash(brief.group(2))) : Optional.empty();
        }
        try {
            URI uri = new URI(address);
            return uri.getPath() != null && is(scheme(uri), uri.getHost(), port(uri))
                    ? Optional.of(withoutSlash(uri.getPath()))
                    : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private boolean is(String scheme, @Nullable String host, int port) {
        return host != null
                && all.stream()
                        .anyMatch(own -> scheme(own).equals(scheme)
                                && host.equalsIgnoreCase(own.getHost())
                                && port(own) == port);
    }

    private static String scheme(URI uri) {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return switch (scheme(uri)) {
            case "ssh" -> SSH_PORT;
            case "https" -> 443;
            default -> 80;
        };
    }

    private static String withoutSlash(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** As an environment's scripts read them: {@code ssh HOST PORT}, or {@code http} and how an address begins. */
    public List<String> lines() {
        return all.stream()
                .filter(own -> own.getHost() != null)
                .map(own -> scheme(own).equals("ssh")
                        ? "ssh " + own.getHost().replaceAll("[\\[\\]]", "") + " " + port(own)
                        : "http " + scheme(own) + "://" + own.getHost() + (own.getPort() < 0 ? "" : ":" + own.getPort())
                                + "/")
                .distinct()
                .toList();
    }
}
