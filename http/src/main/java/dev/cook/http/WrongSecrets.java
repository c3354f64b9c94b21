package dev.cook.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens and codes by address, so that guessing costs the guesser more than the database. Secrets have 256
 * random bits; this bounds work, it does not protect a weak secret.
 */
final class WrongSecrets {
    /** The time over which they are counted. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Addresses remembered: about a megabyte; the one seen least lately is forgotten first. */
    private static final int MOST_ADDRESSES = 10_000;

    private record Count(Instant since, int wrong) {}

    private final int most;
    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    WrongSecrets(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Whether an address sent too many lately, so that what it sends now is not looked up. */
    synchronized boolean tooMany(String address) {
        Count count = counts.get(address);
        return count != null && !over(count) && count.wrong() >= most;
    }

    synchronized void count(String address) {
        counts.merge(
                address,
                new Count(clock.instant(), 1),
                (old, first) -> over(old) ? first : new Count(old.since(), old.wrong() + 1));
    }

    private boolean over(Count count) {
        return clock.instant().isAfter(count.since().plus(WINDOW));
    }
}
