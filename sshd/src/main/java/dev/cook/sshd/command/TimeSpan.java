package dev.cook.sshd.command;

import dev.cook.domain.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Times as people type them: a number and s, m, h or d; or, where a point in time is meant, a date. */
final class TimeSpan {
    private static final Pattern SHAPE = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

    private TimeSpan() {}

    static Duration parse(String text, Duration longest) {
        Duration span = span(text)
                .orElseThrow(() ->
                        Refusal.usage("'" + shown(text) + "' is not a duration", "for example: 90s, 15m, 12h or 30d"));
        if (span.compareTo(longest) > 0) {
            throw Refusal.usage("the duration '" + text + "' is too long", "use at most " + longest.toDays() + "d");
        }
        return span;
    }

    /**
     * A point in time: so long ago, or a date with or without a time, in the reader's zone unless it names an offset.
     *
     * @param longest how long ago it may be
     */
    static Instant since(String text, Instant now, Duration longest, ZoneId zone) {
        if (span(text).isPresent()) {
            return now.minus(parse(text, longest));
        }
        Instant at = Stream.<Function<String, Instant>>of(
                        word -> LocalDate.parse(word).atStartOfDay(zone).toInstant(),
                        word -> LocalDateTime.parse(word).atZone(zone).toInstant(),
                        word -> OffsetDateTime.parse(word).toInstant())
                .flatMap(shape -> parsed(text.replace(' ', 'T'), shape).stream())
                .findFirst()
                .orElseThrow(() -> Refusal.usage(
                        "'" + shown(text) + "' is not a time",
                        "use a duration such as 12h or 30d, or a date such as 2026-11-01 or 2026-11-01T08:00"));
        if (at.isAfter(now)) {
            throw Refusal.usage("the time '" + text + "' is in the future", "use an earlier time");
        }
        return at.isBefore(now.minus(longest)) ? now.minus(longest) : at;
    }

    private static Optional<Instant> parsed(String text, Function<String, Instant> shape) {
        try {
            return Optional.of(shape.apply(text));
        } catch (DateTimeException e) {
            // Another shape, or a year that no instant has.
            return Optional.empty();
        }
    }

    private static Optional<Duration> span(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    private static String shown(String text) {
        return Text.shortened(Text.printable(text), 40);
    }
}
