package dev.cook.sshd.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people type them: a number and s, m, h or d. */
final class TimeSpan {
    private static final Pattern SHAPE = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

    private TimeSpan() {}

    static Duration parse(String text, Duration longest) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw Refusal.usage("'" + text + "' is no time", "for instance 90s, 15m, 12h or 30d");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration span =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
        if (span.compareTo(longest) > 0) {
            throw Refusal.usage("'" + text + "' is too long", "at most " + longest.toDays() + "d");
        }
        return span;
    }
}
