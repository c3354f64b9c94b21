package dev.cook.config;

import java.net.URI;
import java.util.Optional;

/**
 * The HTTP server.
 *
 * @param url how clients reach it, when that differs from where it listens
 */
public record Http(ListenAddress listen, Optional<URI> url) {
    /** How clients reach it, without a slash at the end, given the port that it got. */
    public String urlFor(int boundPort) {
        return url.map(URI::toString).orElseGet(() -> "http://" + listen.authority(boundPort));
    }
}
