package dev.cook.agents.backend;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Where an environment dials home to, and how it knows that it got there.
 *
 * @param hostKey the server's public key as in known_hosts, without a host name: {@code ssh-ed25519 AAAA…}
 * @param alsoKnownAs further addresses of the server, as the script {@code reach} reads them
 */
public record ServerAddress(String host, int port, String user, String hostKey, List<String> alsoKnownAs) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]*");
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]*");
    private static final Pattern HOST_KEY = Pattern.compile("[a-z0-9@.-]+ [A-Za-z0-9+/=]+");

    /** A server that has no other address. */
    public ServerAddress(String host, int port, String user, String hostKey) {
        this(host, port, user, hostKey, List.of());
    }

    public ServerAddress {
        alsoKnownAs = List.copyOf(alsoKnownAs);
        require(HOST.matcher(host).matches(), "host", host);
        require(port > 0 && port < 65536, "port", Integer.toString(port));
        require(USER.matcher(user).matches(), "user", user);
        require(HOST_KEY.matcher(hostKey).matches(), "host key", hostKey);
    }

    private static void require(boolean valid, String what, String value) {
        if (!valid) {
            throw new IllegalArgumentException("not a " + what + " for an SSH client: '" + value + "'");
        }
    }
}
