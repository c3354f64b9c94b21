package dev.cook.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Answers read from rows, remembered for as long as these rows are what they were ({@link Freshness}).
 *
 * @param <K> what may be asked
 */
public final class Remembered<K, V> {
    private final Store store;
    private final BiFunction<Tx, K, Optional<V>> read;
    private final Topic[] topics;
    private final Map<K, Answer<V>> answers;

    private record Answer<V>(V value, Freshness.Stamp stamp) {}

    /**
     * @param most answers that are remembered; those asked for least recently are forgotten first
     * @param read answers from rows of these topics alone; what it does not find is not remembered, so that no guess
     *     displaces an answer
     */
    public Remembered(Store store, int most, BiFunction<Tx, K, Optional<V>> read, Topic... topics) {
        this.store = store;
        this.read = read;
        this.topics = topics.clone();
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Answer<V>> eldest) {
                return size() > most;
            }
        };
    }

    /** The answer as rows stand now; asks the database only where it may have changed. */
    public Optional<V> get(K key) {
        synchronized (answers) {
            Answer<V> known = answers.get(key);
            if (known != null && store.freshness().isCurrent(known.stamp())) {
                return Optional.of(known.value());
            }
        }
        Optional<Freshness.Stamp> stamp = store.freshness().stamp(topics);
        Optional<V> found = store.readOnly(Set.of(topics), tx -> read.apply(tx, key));
        if (stamp.isPresent() && found.isPresent()) {
            synchronized (answers) {
                answers.put(key, new Answer<>(found.get(), stamp.get()));
            }
        }
        return found;
    }
}
