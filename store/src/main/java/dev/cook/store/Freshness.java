package dev.cook.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells whether rows that were read may have changed since, without asking the database. Every transaction of this process
 * says what it changed before it commits, and again once it has: whoever sees a change, or hears of it, can no longer trust
 * what was read before it. No other process works with the database ({@link ServerLock}); should one change a row all the
 * same, it is seen within {@link #LONGEST}.
 */
public final class Freshness {
    /** How long rows are trusted whatever happens: in an emergency somebody may change one by hand. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** Of one topic: how often it changed, and how many changes may or may not be visible at this moment. */
    private static final class Count {
        private final AtomicLong changes = new AtomicLong();
        private final AtomicInteger committing = new AtomicInteger();
    }

    private final Map<Topic, Count> counts =
            Arrays.stream(Topic.values()).collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> new Count()));

    private Count count(Topic topic) {
        return Objects.requireNonNull(counts.get(topic));
    }

    /** A moment before rows were read. */
    public static final class Stamp {
        private final Map<Topic, Long> changes;
        private final long takenAt;

        private Stamp(Map<Topic, Long> changes, long takenAt) {
            this.changes = changes;
            this.takenAt = takenAt;
        }
    }

    /** To be taken before rows of these topics are read; empty: a change of them is being committed, so they may be old. */
    public Optional<Stamp> stamp(Topic... topics) {
        long now = System.nanoTime();
        Map<Topic, Long> changes = Arrays.stream(topics)
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), topic -> count(topic).changes.get()));
        return Arrays.stream(topics).anyMatch(topic -> count(topic).committing.get() > 0)
                ? Optional.empty()
                : Optional.of(new Stamp(changes, now));
    }

    /** Whether the rows that were read after a stamp are those that would be read now. */
    public boolean isCurrent(Stamp stamp) {
        return System.nanoTime() - stamp.takenAt < LONGEST.toNanos()
                && stamp.changes.entrySet().stream()
                        .allMatch(entry -> count(entry.getKey()).changes.get() == entry.getValue());
    }

    /** To be called before a change of these topics commits. */
    void begin(Set<Topic> topics) {
        for (Topic topic : topics) {
            count(topic).committing.incrementAndGet();
            count(topic).changes.incrementAndGet();
        }
    }

    /** To be called once it is committed or has failed. */
    void end(Set<Topic> topics) {
        topics.forEach(topic -> count(topic).committing.decrementAndGet());
    }
}
