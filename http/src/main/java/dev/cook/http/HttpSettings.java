package dev.cook.http;

import dev.cook.http.exchange.Site;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Where the server listens and how people reach Cook.
 *
 * @param port 0 for any free one
 * @param url how clients reach it, if that differs from where it listens
 * @param sshHost the name that {@code ssh} connects to, shown on pages
 * @param proxies whom it is believed for whom they ask
 * @param health looks how each part of the server is; asked by anybody, so it is cheap
 * @param tools a Unix socket at which only the tools of agents answer, for what comes over SSH; empty: there is none
 */
public record HttpSettings(
        String host,
        int port,
        Optional<URI> url,
        String sshHost,
        int sshPort,
        Predicate<InetAddress> proxies,
        Supplier<List<HealthPart>> health,
        Optional<Path> tools) {
    /** Without proxies and agents. */
    HttpSettings(String host, int port, Optional<URI> url, String sshHost, int sshPort) {
        this(host, port, url, sshHost, sshPort, _ -> false, List::of, Optional.empty());
    }

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
