package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Failure;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import dev.cook.domain.event.EventText;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IsolationTest {
    private static final class Hands extends Clock {
        volatile Instant at = Instant.parse("2026-11-30T08:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return at;
        }
    }

    private final Hands clock = new Hands();

    private static List<Failure> failures(TestStore test) {
        return test.list(tx -> tx.failures().of("testing"));
    }

    @Test
    void anItemThatFailsStopsNoOtherAndItsReasonIsThereUntilItSucceeds() {
        try (TestStore test = TestStore.open(clock)) {
            Isolation isolation = test.store().isolation("testing");
            List<String> done = new ArrayList<>();
            AtomicBoolean broken = new AtomicBoolean(true);
            Runnable pass = () -> isolation.each("bake it", List.of("a", "bad", "b"), Subject::of, item -> {
                if (item.equals("bad") && broken.get()) {
                    throw new UncheckedIOException(new FileSystemException("/secret/place", null, "No space left"));
                }
                done.add(item);
            });

            pass.run();

            assertThat(done).containsExactly("a", "b");
            assertThat(failures(test)).singleElement().satisfies(failure -> {
                assertThat(failure.reason()).isEqualTo("the disk of the server refused: No space left");
                assertThat(failure.told()).contains("failed to bake it", failure.error(), "1 attempt so far");
            });

            broken.set(false);
            pass.run();
            assertThat(done).as("not tried before its time").containsExactly("a", "b", "a", "b");
            clock.at = clock.at.plus(Isolation.FIRST_WAIT);
            pass.run();
            assertThat(done).endsWith("a", "bad", "b");
            assertThat(failures(test)).isEmpty();
        }
    }

    @Test
    void errorsAreSurvivedAndCounted() {
        try (TestStore test = TestStore.open(clock)) {
            Isolation isolation = test.store().isolation("testing");
            List<Error> errors =
                    List.of(new OutOfMemoryError("test"), new StackOverflowError(), new NoClassDefFoundError("test"));

            isolation.each("bake it", errors, error -> Subject.of(error.toString()), error -> {
                throw error;
            });

            assertThat(failures(test))
                    .extracting(Failure::reason)
                    .containsExactlyInAnyOrder(
                            "the work needs more memory than the server has",
                            "the data is nested more deeply than the server can follow",
                            "an internal error");
            assertThat(test.store().controllers()).singleElement().satisfies(status -> {
                assertThat(status.name()).isEqualTo("testing");
                assertThat(status.failures()).isEqualTo(3);
                assertThat(status.failing()).isEqualTo(3);
            });
        }
    }

    /** Whoever follows a branch sees no state, only events. */
    @Test
    void aBranchIsToldOnceWhyItWaitsWhenAFailureIsNoChance() {
        try (TestStore test = TestStore.open(clock)) {
            Branch own = branch(test, "own");
            Branch queued = branch(test, "queued");
            test.store().change(tx -> tx.branches().markQueued(queued.id(), "ann"));
            Isolation isolation = test.store().isolation("testing");
            Subject queue = Subject.of(new Queues.Target(queued.repo(), queued.target()));
            for (int tries = 1; tries <= 5; tries++) {
                for (Subject subject : List.of(Subject.of(own), queue)) {
                    isolation.attempt("bake it", subject, () -> {
                        throw new WorkFailed("the oven is off");
                    });
                }
                String told = "the server failed to bake it: the oven is off; Cook retries automatically";
                for (Branch branch : List.of(own, queued)) {
                    assertThat(lines(test, branch))
                            .as(branch.name() + " after " + tries)
                            .isEqualTo(tries == 1 ? List.of() : List.of(told));
                }
                clock.at = clock.at.plus(Isolation.LONGEST_WAIT);
            }
        }
    }

    private static Branch branch(TestStore test, String name) {
        Repo repo = test.maybe(tx -> tx.repos().byName(new RepoName("thing"))).orElseGet(() -> test.repo("thing"));
        Oid tip = new Oid("a".repeat(40));
        return test.store().write(tx -> tx.branches()
                .start(
                        repo.id(),
                        new BranchName(name),
                        repo.defaultBranch(),
                        Landing.ASK,
                        Optional.empty(),
                        tip,
                        "ann"));
    }

    private static List<String> lines(TestStore test, Branch branch) {
        return test.list(tx -> tx.events().newestOfBranch(branch.id(), 20)).stream()
                .map(EventText::line)
                .toList();
    }

    @Test
    void whatFailsAgainIsTriedLaterAndLaterButNotNever() {
        try (TestStore test = TestStore.open(clock)) {
            Isolation isolation = test.store().isolation("testing");
            AtomicInteger tries = new AtomicInteger();
            for (int second = 0; second < 1_200; second++) {
                isolation.attempt("bake it", Subject.of("bad"), () -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("always");
                });
                clock.at = clock.at.plusSeconds(1);
            }
            // 1, 2, 4 … 64 s, then two minutes each, less the jitter.
            assertThat(tries.get()).isBetween(15, 22);
            assertThat(failures(test)).singleElement().satisfies(failure -> {
                assertThat(failure.tries()).isEqualTo(tries.get());
                assertThat(failure.retryAt()).isBefore(clock.at.plus(Isolation.LONGEST_WAIT));
            });
        }
    }

    @Test
    void theFailureOfAnItemThatNobodyAsksForAnyMoreIsForgotten() {
        try (TestStore test = TestStore.open(clock)) {
            Isolation isolation = test.store().isolation("testing");
            isolation.each("bake it", List.of("bad", "worse"), Subject::of, item -> {
                throw new WorkFailed("the oven is off");
            });
            assertThat(failures(test))
                    .extracting(Failure::reason)
                    .containsExactly("the oven is off", "the oven is off");

            isolation.each("bake it", List.of("worse"), Subject::of, item -> {});

            assertThat(failures(test)).extracting(Failure::item).containsExactly("worse");
        }
    }

    @Test
    void aServerThatStartsTriesAtOnceWhatFailedUnderTheOneBefore() {
        try (TestStore test = TestStore.open(clock)) {
            new Isolation(test.store(), "testing", clock).attempt("bake it", Subject.of("bad"), () -> {
                throw new WorkFailed("the oven is off");
            });
            Isolation next = new Isolation(test.store(), "testing", clock);

            assertThat(next.attempt("bake it", Subject.of("bad"), () -> {})).isTrue();
            assertThat(failures(test)).isEmpty();
        }
    }

    @Test
    void aLookThatTakesLongKeepsNobodyWaiting() {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch quick = new CountDownLatch(2);
        try (TestStore test = TestStore.open(clock);
                Looks looks = new Looks("testing", 8)) {
            Isolation isolation = test.store().isolation("testing");
            isolation.spread(looks, "bake it", List.of("slow", "a", "b"), Subject::of, item -> {
                if (!item.equals("slow")) {
                    quick.countDown();
                    return;
                }
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().until(() -> quick.getCount() == 0);
            slow.countDown();
        }
    }

    @Test
    void aControllerGoesOnAfterAnErrorOfAWholePass() {
        try (TestStore test = TestStore.open()) {
            Isolation isolation = test.store().isolation("testing");
            AtomicInteger passes = new AtomicInteger();
            try (Controller _ =
                    Controller.start(isolation, test.store().wakeups().watch(), () -> {
                        if (passes.incrementAndGet() == 1) {
                            throw new OutOfMemoryError("test");
                        }
                    })) {
                await().atMost(Duration.ofSeconds(30)).until(() -> passes.get() > 1);
                await().untilAsserted(() -> assertThat(test.store().controllers())
                        .singleElement()
                        .satisfies(status -> {
                            assertThat(status.failures()).isEqualTo(1);
                            assertThat(status.passes()).isPositive();
                            assertThat(status.lastPass()).isPresent();
                        }));
            }
        }
    }

    @Test
    void aFailureFromBeforeEnvironmentsHadAColumnIsStillAboutItsEnvironment() {
        TestDatabase database = TestDatabase.ofVersion("37", """
                INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                INSERT INTO environment (repo_id, branch_id, purpose, name, state, created_at)
                SELECT repo_id, branch_id, 'session', 'local', 'wanted', now() FROM branch;
                INSERT INTO failure (controller, step, item, repo_id, branches, reason, error_id, tries, first_at, last_at, retry_at)
                SELECT f.controller, 'look after it', f.item, 1, '{1}', f.reason, 'x', 3, now(), now(), now()
                FROM (VALUES ('environments', 'environment 1', 'the machine is down'),
                             ('environments', 'environment 2', 'it is gone'),
                             ('merge', 'environment 1', 'something else')) f (controller, item, reason);
                """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 2, clock)) {
            Optional<String> its = store.read(tx -> tx.failures().reason(new EnvironmentId(1)));
            assertThat(its).contains("the machine is down");
            Optional<String> gone = store.read(tx -> tx.failures().reason(new EnvironmentId(2)));
            assertThat(gone).isEmpty();
            List<Failure> all = store.read(tx -> tx.failures().all(10));
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void aServerFromBeforeThisMigrationHasNoFailures() throws Exception {
        TestDatabase database = TestDatabase.ofVersion(
                "27", "INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ada', now())");
        try (Store store = Store.open(database.url(), database.user(), database.password(), 2, clock)) {
            List<Repo> repos = store.read(tx -> tx.repos().list());
            assertThat(repos).hasSize(1);
            store.isolation("testing").attempt("pack it", Subject.of(repos.getFirst()), () -> {
                throw new WorkFailed("the disk is full");
            });
            assertThat(store.<List<Failure>>read(tx -> tx.failures().all(10)))
                    .singleElement()
                    .satisfies(failure ->
                            assertThat(failure.repo()).hasValue(repos.getFirst().id()));
        }
    }
}
