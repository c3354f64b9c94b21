package dev.cook.http.exchange;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts wrong tokens and codes by address, so that guessing costs the guesser more than the database: what comes from an
 * address that guesses is looked up one at a time. A secret that is right is never refused for the wrong ones of others who
 * share its address. Secrets have 256 random bits; this bounds work, it does not protect a weak secret.
 */
public final class AuthFailureLimiter {
    /** The time over which they are counted. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Addresses remembered: about a megabyte; the one seen least lately is forgotten first. */
    private static final int MOST_ADDRESSES = 10_000;

    /** Addresses that guess wait for one another where they fall into the same of these. */
    private static final int QUEUES = 64;

    private record Count(Instant since, int wrong) {}

    private final int most;
    private final Clock clock;
    private final List<ReentrantLock> queues =
            Stream.generate(() -> new ReentrantLock(true)).limit(QUEUES).toList();
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    public AuthFailureLimiter(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Looks a secret up that came from an address; where nobody has it, that is counted. */
    public <T> Optional<T> find(String address, Supplier<Optional<T>> lookUp) {
        if (!tooMany(address)) {
            return counted(address, lookUp);
        }
        ReentrantLock queue = queues.get(Math.floorMod(address.hashCode(), QUEUES));
        queue.lock();
        try {
            return counted(address, lookUp);
        } finally {
            queue.unlock();
        }
    }

    private <T> Optional<T> counted(String address, Supplier<Optional<T>> lookUp) {
        Optional<T> found = lookUp.get();
        if (found.isEmpty()) {
            count(address);
        }
        return found;
    }

    /** Whether an address sent too many lately: then a wrong one is answered with the advice to wait. */
    public synchronized boolean tooMany(String address) {
        Count count = counts.get(address);
        return count != null && !over(count) && count.wrong() > most;
    }

    private synchronized void count(String address) {
        counts.merge(
                address,
                new Count(clock.instant(), 1),
                (old, first) -> over(old) ? first : new Count(old.since(), old.wrong() + 1));
    }

    private boolean over(Count count) {
        return clock.instant().isAfter(count.since().plus(WINDOW));
    }
}
