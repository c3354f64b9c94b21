package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A controller's look costs nothing while its rows are as they were, and misses nothing that was committed before it. */
class CachedReadTest {
    private static final int CHANGES = 300;

    private final TestStore test = TestStore.open();
    private final Store store = test.store();
    private final Repo repo = test.repo("thing");
    private final AtomicInteger reads = new AtomicInteger();
    private final CachedRead<List<Queues.Submitted>> submitted = new CachedRead<>(
            store,
            tx -> {
                reads.incrementAndGet();
                return tx.queues().submitted();
            },
            List::isEmpty,
            Set.of(Topic.BRANCHES),
            Set.of(Topic.REFS, Topic.PEOPLE));

    @AfterEach
    void close() {
        test.close();
    }

    private Branch branch(String name) {
        return store.write(tx -> tx.branches()
                .start(
                        repo.id(),
                        new BranchName(name),
                        repo.defaultBranch(),
                        Landing.ASK,
                        Optional.empty(),
                        new Oid("1".repeat(40)),
                        "ann"));
    }

    private void push(Branch branch, int tip) {
        store.change(tx -> tx.refs()
                .move(
                        repo.id(),
                        List.of(new RefChange(
                                branch.name().ref(),
                                tx.refs().get(repo.id(), branch.name().ref()).flatMap(ref -> ref.id()),
                                Optional.of(new Oid("%040x".formatted(tip))),
                                Optional.empty(),
                                Optional.empty(),
                                "push")),
                        "ann"));
    }

    @Test
    void rowsAreReadAgainOnlyWhenTheyMayHaveChanged() {
        Branch fix = branch("fix");
        store.change(tx -> tx.branches().markDone(fix.id()));
        assertThat(submitted.get()).hasSize(1);
        assertThat(submitted.get()).hasSize(1);
        store.change(tx -> tx.repos().setEnvironment(repo.id(), Optional.of("small")));
        assertThat(submitted.get()).hasSize(1);
        assertThat(reads).as("nothing of it changed").hasValue(1);

        push(fix, 7);
        assertThat(submitted.get())
                .extracting(Queues.Submitted::tip)
                .containsExactly(Optional.of(new Oid("%040x".formatted(7))));
        store.change(tx -> tx.branches().markQueued(fix.id(), "ann"));
        assertThat(submitted.get()).extracting(line -> line.branch().state()).containsExactly(BranchState.QUEUED);
        assertThat(reads).hasValue(3);
    }

    @Test
    void whereThereIsNothingOnlyItsSourceCanBringSomething() {
        Branch fix = branch("fix");
        assertThat(submitted.get()).isEmpty();
        push(fix, 7);
        push(fix, 8);
        assertThat(submitted.get()).isEmpty();
        assertThat(reads).as("whatever is pushed").hasValue(1);

        store.change(tx -> tx.branches().markDone(fix.id()));
        assertThat(submitted.get()).hasSize(1);
    }

    @Test
    void whatWasCommittedBeforeALookIsSeenByIt() throws Exception {
        Branch fix = branch("fix");
        store.change(tx -> tx.branches().markDone(fix.id()));
        AtomicInteger pushed = new AtomicInteger();
        Thread pusher = Thread.ofPlatform().start(() -> {
            for (int i = 1; i <= CHANGES; i++) {
                push(fix, i);
                pushed.set(i);
            }
        });
        int seen = 0;
        while (seen < CHANGES && (pusher.isAlive() || pushed.get() > seen)) {
            int before = pushed.get();
            seen = submitted
                    .get()
                    .getFirst()
                    .tip()
                    .map(tip -> Integer.parseInt(tip.hex(), 16))
                    .orElse(0);
            assertThat(seen).isGreaterThanOrEqualTo(before);
        }
        pusher.join();
        assertThat(seen).isEqualTo(CHANGES);
    }

    @Test
    void whatIsReadOfOtherTablesWouldGoUnnoticedAndFailsTests() {
        CachedRead<List<Queues.Submitted>> forgetful = new CachedRead<>(
                store, tx -> tx.queues().submitted(), List::isEmpty, Set.of(Topic.BRANCHES), Set.of(Topic.REFS));

        assertThatThrownBy(forgetful::get)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("account")
                .hasMessageContaining("repo_role");
    }
}
