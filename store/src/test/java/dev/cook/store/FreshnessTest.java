package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is remembered of rows, while they change. */
class FreshnessTest {
    private static final TestStore TEST = TestStore.open();
    private static final int CHANGES = 400;

    private final Account ann = TEST.store().write(tx -> tx.accounts()
            .create(new AccountName("ann" + System.nanoTime()), false, false)
            .orElseThrow());
    private final Repo repo = TEST.repo("repo" + System.nanoTime());
    private final Remembered<RepoId, Role> role =
            new Remembered<>(TEST.store(), 10, (tx, id) -> tx.accounts().role(id, ann.id()), Topic.PEOPLE);

    @AfterAll
    static void close() {
        TEST.close();
    }

    private void grant(Role granted) {
        TEST.store().change(tx -> tx.accounts().grant(repo.id(), ann.id(), granted));
    }

    private long transactions() {
        return TEST.store().asked().transactions();
    }

    @Test
    void rowsThatDidNotChangeAreNotReadAgain() {
        grant(Role.READ);
        assertThat(role.get(repo.id())).contains(Role.READ);
        long before = transactions();

        TEST.store().change(tx -> tx.repos().create(new RepoName("x" + before), "ann"));

        assertThat(role.get(repo.id())).contains(Role.READ);
        assertThat(transactions() - before)
                .as("the one that made the repository")
                .isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsAskedForEachTime() {
        assertThat(role.get(repo.id())).isEmpty();
        grant(Role.WRITE);
        assertThat(role.get(repo.id())).contains(Role.WRITE);
        TEST.store().change(tx -> tx.accounts().withdraw(repo.id(), ann.id()));
        assertThat(role.get(repo.id())).isEmpty();
    }

    @Test
    void aChangeThatFailsForgetsNothingThatIsTrue() {
        grant(Role.READ);
        assertThat(role.get(repo.id())).contains(Role.READ);
        try {
            TEST.store().change(tx -> {
                tx.accounts().grant(repo.id(), ann.id(), Role.ADMIN);
                throw new IllegalArgumentException("the test says so");
            });
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessage("the test says so");
        }
        assertThat(role.get(repo.id())).contains(Role.READ);
    }

    /** Between the commit and its wake-up somebody may have seen the new row: what they ask next has to know it as well. */
    @Test
    void whoSawAChangeInTheDatabaseIsNeverToldWhatWasBefore() throws Exception {
        Remembered<RepoId, Long> version = new Remembered<>(
                TEST.store(), 10, (tx, id) -> Optional.of(tx.refs().version(id)), Topic.REFS, Topic.REPOS);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!over.get() && wrong.isEmpty()) {
                version.get(repo.id());
                long seen = TEST.store().read(tx -> tx.refs().version(repo.id()));
                long told = version.get(repo.id()).orElseThrow();
                if (told < seen) {
                    wrong.add("saw version " + seen + ", and was told " + told);
                }
            }
        });
        for (int i = 0; i < CHANGES && wrong.isEmpty(); i++) {
            String ref = "refs/heads/b" + i;
            Oid tip = new Oid("%040x".formatted(i + 1));
            TEST.store().change(tx -> tx.refs().move(repo.id(), List.of(RefChange.create(ref, tip, "test")), "ann"));
        }
        over.set(true);
        reader.join();
        assertThat(wrong).isEmpty();
    }
}
