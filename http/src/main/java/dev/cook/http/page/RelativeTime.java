package dev.cook.http.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and lengths of time in words; the script of the pages says the same words later. */
public final class RelativeTime {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** From here on a date says more than a number of days. */
    private static final int DAYS_IN_WORDS = 30;

    private RelativeTime() {}

    public static String words(Instant at, Instant now) {
        Duration ago = Duration.between(at, now);
        if (ago.compareTo(Duration.ofSeconds(10)) < 0) {
            return "just now";
        }
        if (ago.toMinutes() < 1) {
            return ago.toSeconds() + " s ago";
        }
        if (ago.toHours() < 1) {
            return ago.toMinutes() + " min ago";
        }
        if (ago.toDays() < 1) {
            return ago.toHours() + " h ago";
        }
        if (ago.toDays() < DAYS_IN_WORDS) {
            return ago.toDays() == 1 ? "1 day ago" : ago.toDays() + " days ago";
        }
        return DAY.format(at);
    }

    public static String full(Instant at) {
        return FULL.format(at);
    }

    /** How long something took. */
    public static String took(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        if (time.isNegative()) {
            return "0 s";
        }
        if (time.toMinutes() < 1) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() < 1) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
