package dev.cook.http.exchange;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds who is connected. Where one too many comes, the connection that has waited longest without a whole request is
 * closed, of the address that has most of those, so that idle ones shut nobody out; only where all are being served the new
 * one is. A few beyond the bound are let in to ask for the server's health alone.
 */
public final class Guests implements Connection.Listener {
    private static final Logger log = LoggerFactory.getLogger(Guests.class);

    /** How often it is looked whether a head of a request takes too long. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final HttpLimits limits;
    /** In the order in which they came. */
    private final Set<WatchedEndPoint> inside = new LinkedHashSet<>();

    private final Map<String, Integer> byNetwork = new HashMap<>();

    public Guests(HttpLimits limits) {
        this.limits = limits;
    }

    /** Closes what is too slow from now on, until the scheduler ends. */
    public void watch(Scheduler scheduler) {
        scheduler.schedule(
                () -> {
                    closeSlow();
                    watch(scheduler);
                },
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Not sooner: what is closed while it opens, Jetty counts as open for ever. */
    @Override
    public void onOpened(Connection connection) {
        if (connection.getEndPoint() instanceof WatchedEndPoint guest) {
            enter(guest);
        }
    }

    private void enter(WatchedEndPoint guest) {
        Optional<WatchedEndPoint> goes;
        synchronized (this) {
            if (!guest.isOpen() || !inside.add(guest)) {
                return;
            }
            int same = byNetwork.merge(guest.network(), 1, Integer::sum);
            goes = tooMany(guest, same);
        }
        goes.ifPresent(endPoint -> {
            log.warn(
                    "too many connections, in all or from {}; one of {} was closed",
                    guest.network(),
                    endPoint.network());
            endPoint.close();
        });
    }

    /** Who has to go, now that somebody came: somebody who waits, or the newcomer. */
    private Optional<WatchedEndPoint> tooMany(WatchedEndPoint guest, int same) {
        if (same > limits.connectionsPerAddress() && !guest.isProxy()) {
            return Optional.of(longestWaiting(guest, other -> other.network().equals(guest.network()))
                    .orElse(guest));
        }
        if (inside.size() <= limits.connections()) {
            return Optional.empty();
        }
        Map<String, Integer> waiting = new HashMap<>();
        inside.stream()
                .filter(WatchedEndPoint::waits)
                .forEach(other -> waiting.merge(other.network(), 1, Integer::sum));
        int most = waiting.values().stream().max(Comparator.naturalOrder()).orElse(0);
        Optional<WatchedEndPoint> longest = longestWaiting(
                        guest, other -> waiting.getOrDefault(other.network(), 0) == most)
                .or(() -> longestWaiting(guest, _ -> true));
        if (longest.isEmpty() && inside.size() <= limits.connections() + limits.reserve()) {
            guest.askOnlyForHealth();
            return Optional.empty();
        }
        return Optional.of(longest.orElse(guest));
    }

    private interface Which {
        boolean is(WatchedEndPoint other);
    }

    private Optional<WatchedEndPoint> longestWaiting(WatchedEndPoint newcomer, Which which) {
        return inside.stream()
                .filter(other -> other != newcomer && other.waits() && which.is(other))
                .findFirst();
    }

    public synchronized void leave(WatchedEndPoint guest) {
        if (inside.remove(guest)) {
            byNetwork.computeIfPresent(guest.network(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The server stops: whoever is not being served has nothing to wait for. */
    public void sendAway() {
        List<WatchedEndPoint> waiting;
        synchronized (this) {
            waiting = inside.stream().filter(WatchedEndPoint::waits).toList();
        }
        waiting.forEach(WatchedEndPoint::close);
    }

    private void closeSlow() {
        List<WatchedEndPoint> slow;
        synchronized (this) {
            slow = inside.stream()
                    .filter(guest -> guest.asksLongerThan(limits.head()))
                    .toList();
        }
        slow.forEach(WatchedEndPoint::close);
    }
}
