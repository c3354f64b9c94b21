package dev.cook.http;

import java.net.URI;
import java.util.Optional;

/**
 * Where the server listens and how people reach Cook.
 *
 * @param port 0 for any free one
 * @param url how clients reach it, if that differs from where it listens
 * @param sshHost the name that {@code ssh} connects to, shown on pages
 */
public record HttpSettings(String host, int port, Optional<URI> url, String sshHost, int sshPort) {
    public HttpSettings {
        if (url.isPresent() && !url.orElseThrow().getScheme().matches("https?")) {
            throw new IllegalArgumentException("the public address " + url.orElseThrow() + " must be http or https");
        }
    }

    Site site(int boundPort) {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        String own = "http://" + (any ? "localhost" : shown) + ":" + boundPort;
        return new Site(url.map(URI::toString).orElse(own).replaceAll("/+$", ""), sshHost, sshPort);
    }
}
