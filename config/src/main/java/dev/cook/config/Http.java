package dev.cook.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP server.
 *
 * @param url how clients reach it, when that differs from where it listens
 * @param trustedProxies who is believed for whom they ask
 */
public record Http(ListenAddress listen, Optional<URI> url, List<AddressRange> trustedProxies) {
    public Http {
        trustedProxies = List.copyOf(trustedProxies);
    }

    public boolean isTrustedProxy(InetAddress address) {
        return trustedProxies.stream().anyMatch(range -> range.contains(address));
    }

    /** How clients reach it, without a slash at the end, given the port that it got. */
    public String urlFor(int boundPort) {
        return url.map(URI::toString).orElseGet(() -> "http://" + listen.authority(boundPort));
    }
}
