package dev.cook.sshd.command;

import dev.cook.sshd.CommandIo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * How a reader sees times: in their own zone on a terminal, and as ISO 8601 in UTC everywhere else, where programs read.
 *
 * @param zone the zone that the client says it is in (the variable TZ, which the launcher sends); UTC where it says none
 */
record Times(boolean terminal, ZoneId zone) {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss z", Locale.ENGLISH);

    static Times of(CommandIo io) {
        return new Times(io.seenByPerson(), io.variable("TZ").map(Times::zone).orElse(ZoneOffset.UTC));
    }

    /** To the second. */
    String shown(Instant at) {
        Instant second = at.truncatedTo(ChronoUnit.SECONDS);
        if (!terminal) {
            return second.toString();
        }
        return zone.equals(ZoneOffset.UTC)
                ? LOCAL.format(second.atZone(ZoneId.of("UTC")))
                : LOCAL.format(second.atZone(zone));
    }

    /** What the client calls its zone; a name that Java does not know is no reason to refuse a command. */
    private static ZoneId zone(String name) {
        try {
            // POSIX allows a colon before a name of the zone database.
            return ZoneId.of(name.startsWith(":") ? name.substring(1) : name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
