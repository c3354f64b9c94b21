package dev.cook.http.exchange;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out for whom a proxy asks: each writes at the end of X-Forwarded-For who asked it. */
final class Forwarded {
    /** An address as proxies write it: some add a port, and then brackets. */
    private static final Pattern WRITTEN =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}|([0-9A-Fa-f:.]+)");

    /** Proxies in a row; what more somebody wrote into the header is not read. */
    private static final int MOST_PROXIES = 10;

    private Forwarded() {}

    /**
     * The client: the last address that is no proxy of ours. What stands before it may be anybody's invention.
     *
     * @param remote who is connected
     * @param header what X-Forwarded-For holds
     */
    static InetAddress client(InetAddress remote, Optional<String> header, Predicate<InetAddress> proxies) {
        InetAddress client = remote;
        List<String> written = List.of(header.orElse("").split(",", -1)).reversed();
        for (String text : written.subList(0, Math.min(written.size(), MOST_PROXIES))) {
            Optional<InetAddress> before = proxies.test(client) ? parse(text.strip()) : Optional.empty();
            if (before.isEmpty()) {
                return client;
            }
            client = before.get();
        }
        return client;
    }

    private static Optional<InetAddress> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return Optional.empty();
        }
        for (int group = 1; group <= written.groupCount(); group++) {
            String literal = written.group(group);
            if (literal != null) {
                try {
                    return Optional.of(InetAddress.ofLiteral(literal));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
