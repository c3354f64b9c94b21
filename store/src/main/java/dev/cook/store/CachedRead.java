package dev.cook.store;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rows that a controller looks at, read in one transaction, and read again only once they may have changed
 * ({@link Freshness}): a wake-up for other rows costs nothing, nor do the passes of a server that nobody uses. A change that
 * is committed before {@link #get} is called is in its answer, so a pass after a wake-up misses nothing.
 */
public final class CachedRead<T> {
    private final Store store;
    private final Function<Tx, T> read;
    private final Predicate<T> isNothing;
    private final Topic[] source;
    private final Topic[] all;
    private Optional<Answer<T>> answer = Optional.empty();

    private record Answer<T>(T value, Freshness.Stamp stamp) {}

    /**
     * @param read answers from rows of these topics alone, whatever the time is
     * @param isNothing whether an answer says that there is nothing to look at, so that only {@code source} can change it
     * @param source of the rows that are looked for
     * @param with of the rows that are read with them
     */
    public CachedRead(Store store, Function<Tx, T> read, Predicate<T> isNothing, Set<Topic> source, Set<Topic> with) {
        this.store = store;
        this.read = read;
        this.isNothing = isNothing;
        this.source = source.toArray(Topic[]::new);
        Set<Topic> both = EnumSet.copyOf(source);
        both.addAll(with);
        this.all = both.toArray(Topic[]::new);
    }

    /** What rows say now. */
    public synchronized T get() {
        if (answer.isPresent() && store.freshness().isCurrent(answer.get().stamp())) {
            return answer.get().value();
        }
        Optional<Freshness.Stamp> ofSource = store.freshness().stamp(source);
        Optional<Freshness.Stamp> ofAll = store.freshness().stamp(all);
        answer = Optional.empty();
        T found = store.readOnly(EnumSet.copyOf(Arrays.asList(all)), read);
        answer = (isNothing.test(found) ? ofSource : ofAll).map(stamp -> new Answer<>(found, stamp));
        return found;
    }
}
