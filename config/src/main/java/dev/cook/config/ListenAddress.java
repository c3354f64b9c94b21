package dev.cook.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name or an address; IPv6 addresses without their brackets
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\s:\\[\\]/@]+)):([0-9]{1,5})");
    private static final int LAST_PORT = 65535;

    public ListenAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host");
        }
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("a port lies between 0 and " + LAST_PORT + ", not " + port);
        }
    }

    /** Reads {@code HOST:PORT} or {@code [IPV6]:PORT}. */
    static ListenAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected an address such as \"127.0.0.1:7420\" or \"[::1]:7420\", found "
                            + QuotedValue.quoted(text));
        }
        String host = text.startsWith("[") ? matcher.group(1) : matcher.group(2);
        return new ListenAddress(host, Integer.parseInt(matcher.group(3)));
    }

    /** Whether only this machine can connect; a name other than {@code localhost} is taken for a public one. */
    public boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+");
    }

    /** The host and port that a client on this machine uses once the port is known. */
    String authority(int boundPort) {
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        String name = any ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return name + ":" + boundPort;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
