package dev.cook.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an environment may reach. */
public sealed interface Network {
    /** All that its machine does, the services that listen for this machine alone among them. */
    record Host() implements Network {}

    /** Whatever its machine reaches, but not the machine's own loopback. */
    record Open() implements Network {}

    /** Cook's SSH port and nothing else. */
    record Cook() implements Network {}

    /** Cook's SSH port, and through Cook's proxy these. */
    record Only(List<Entry> hosts) implements Network {
        public Only {
            hosts = List.copyOf(hosts);
        }

        /** The entry that lets a request through, if one does. */
        public Optional<Entry> allowing(String name, int port) {
            return hosts.stream().filter(host -> host.covers(name, port)).findFirst();
        }
    }

    /** Whether it is kept from the machine's own network. */
    default boolean isClosed() {
        return switch (this) {
            case Host _, Open _ -> false;
            case Cook _, Only _ -> true;
        };
    }

    /** Whether another one lets through all that this one does. */
    default boolean isWithin(Network wider) {
        return switch (wider) {
            case Host _ -> true;
            case Open _ -> !(this instanceof Host);
            case Cook _ -> this instanceof Cook;
            case Only(List<Entry> there) ->
                switch (this) {
                    case Host _, Open _ -> false;
                    case Cook _ -> true;
                    case Only(List<Entry> here) ->
                        here.stream().allMatch(host -> there.stream().anyMatch(host::isWithin));
                };
        };
    }

    /**
     * One entry of a list: {@code example.org}, {@code *.example.org} (everything below it), each with {@code :port}.
     *
     * @param name in lower case, without the asterisk; an address in digits stands for itself
     * @param below whether it means the names below, and not the name itself
     * @param port 443 unless the entry has another
     */
    record Entry(String name, boolean below, int port) {
        private static final Pattern WORDS =
                Pattern.compile("(\\*\\.)?([A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)(?::([0-9]{1,5}))?");
        private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
        private static final int HTTPS = 443;
        private static final int LAST_PORT = 65_535;

        static Entry parse(String entry) {
            Matcher matcher = WORDS.matcher(entry);
            int port = matcher.matches() && matcher.group(3) != null ? Integer.parseInt(matcher.group(3)) : HTTPS;
            if (!matcher.matches() || port < 1 || port > LAST_PORT) {
                throw new IllegalArgumentException(QuotedValue.quoted(entry)
                        + " is not a host; write \"example.org\", \"*.example.org\" or \"example.org:8443\"");
            }
            return new Entry(matcher.group(2).toLowerCase(Locale.ROOT), matcher.group(1) != null, port);
        }

        boolean covers(String asked, int askedPort) {
            String host = asked.toLowerCase(Locale.ROOT);
            return askedPort == port && (below ? host.endsWith("." + name) : host.equals(name));
        }

        private boolean isWithin(Entry wider) {
            boolean names = below
                    ? wider.below && (name.equals(wider.name) || name.endsWith("." + wider.name))
                    : wider.covers(name, port);
            return names && port == wider.port;
        }

        /** Whether the operator named an address, and so means it even where it is a private one. */
        public boolean isAddress() {
            return DIGITS.matcher(name).matches() || name.equals("localhost");
        }

        @Override
        public String toString() {
            return (below ? "*." : "") + name + ":" + port;
        }
    }
}
