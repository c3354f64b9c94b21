package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.RepoName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What takes its time is not done while a transaction holds its locks. */
class KnownTest {
    private final TestStore test = TestStore.open();
    private final Store store = test.store();
    private final List<Boolean> reads = new ArrayList<>();
    private final Known<String, Integer> lengths = new Known<>(2, word -> {
        reads.add(Store.isInTransaction());
        return word.length();
    });

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void whatATransactionAsksForIsReadAfterItEndedAndThenItRunsAgain() {
        AtomicInteger runs = new AtomicInteger();

        int answer = store.write(tx -> {
            tx.repos().create(new RepoName("thing-" + runs.incrementAndGet()), "tester");
            return lengths.of("four") + lengths.of("three");
        });

        assertThat(answer).isEqualTo(9);
        assertThat(reads).as("read in a transaction").containsExactly(false, false);
        assertThat(runs).hasValue(3);
        assertThat(test.list(tx -> tx.repos().list()))
                .as("what was ended left nothing")
                .hasSize(1);
        assertThat(store.<Integer>read(tx -> lengths.of("four"))).isEqualTo(4);
        assertThat(lengths.of("three")).isEqualTo(5);
        assertThat(reads).hasSize(2);
    }

    @Test
    void aTransactionThatAsksForSeveralAtOnceRunsAgainOnce() {
        AtomicInteger runs = new AtomicInteger();

        Map<String, Integer> answers = store.read(tx -> {
            runs.incrementAndGet();
            return lengths.of(List.of("four", "three"));
        });

        assertThat(answers).containsExactly(Map.entry("four", 4), Map.entry("three", 5));
        assertThat(reads).as("read in a transaction").containsExactly(false, false);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aTransactionThatAsksForMoreThanIsRememberedEndsWithAWordAboutIt() {
        assertThatThrownBy(() -> store.<Integer>read(tx -> lengths.of("a") + lengths.of("b") + lengths.of("c")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks for more than it can be told");
    }

    @Test
    void whatTakesItsTimeFailsInATransactionWhereTestsRun() {
        Store.requireNoTransaction("nothing");
        assertThatThrownBy(() -> store.change(tx -> Store.requireNoTransaction("something")))
                .isInstanceOf(AssertionError.class)
                .hasMessage("something in a transaction");
        assertThatThrownBy(() -> store.change(tx -> store.read(Tx::now)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("another transaction in a transaction");
    }
}
