package dev.cook.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was read of things that never change, such as commits. A transaction may ask it for anything: what is not known yet is
 * read after the transaction was ended, which then runs again ({@link ReadFirst}). As what is asked for names a commit, an
 * answer holds as long as the transaction finds the same commit.
 *
 * @param <K> what may be asked; equal questions have equal answers for ever
 */
public final class Known<K, V> {
    private final Function<K, V> read;
    private final Map<K, V> answers;

    /**
     * @param most answers that are remembered, those that were asked for least recently are forgotten first
     * @param read finds an answer; may take its time, and what it throws, whoever asks is thrown
     */
    public Known(int most, Function<K, V> read) {
        this.read = read;
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The answer, for a transaction or for anybody else. */
    public V of(K question) {
        Optional<V> known = known(question);
        if (known.isPresent()) {
            return known.get();
        }
        if (Store.isInTransaction()) {
            throw new ReadFirst(() -> keep(question));
        }
        return keep(question);
    }

    /** The answers to several questions at once, in their order: a transaction has to run again once for all of them. */
    public Map<K, V> of(Collection<K> questions) {
        List<K> unknown =
                questions.stream().filter(question -> known(question).isEmpty()).toList();
        if (!unknown.isEmpty() && Store.isInTransaction()) {
            throw new ReadFirst(() -> unknown.forEach(this::keep));
        }
        Map<K, V> found = new LinkedHashMap<>();
        questions.forEach(question -> found.put(question, of(question)));
        return found;
    }

    private Optional<V> known(K question) {
        synchronized (answers) {
            return Optional.ofNullable(answers.get(question));
        }
    }

    private V keep(K question) {
        V answer = read.apply(question);
        synchronized (answers) {
            answers.put(question, answer);
        }
        return answer;
    }
}
