package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Allowance;
import dev.cook.domain.BesideRepo;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.PersistentState;
import dev.cook.domain.Repo;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PersistentEnvironmentsTest {
    private static final Oid TIP = new Oid("1".repeat(40));

    /** A clock that stands still until it is moved. */
    private final AtomicLong seconds = new AtomicLong();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.system().withZone(zone);
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-11-25T08:00:00Z").plusSeconds(seconds.get());
        }
    };

    @Test
    void oneEnvironmentAtATimeIsLaunchedWithItAndTheOthersWaitInOrder() {
        try (TestStore test = TestStore.open()) {
            Store store = test.store();
            Repo repo = test.repo("thing");
            PersistentEnvironment box = box(store, repo);
            EnvironmentId first = session(store, repo, "one", box);
            EnvironmentId second = session(store, repo, "two", box);
            EnvironmentId third = session(store, repo, "three", box);

            assertThat(test.list(tx -> tx.persistentEnvironments().waiting())).containsExactlyInAnyOrder(second, third);
            assertThat(launch(store, second, "b")).isFalse();
            assertThat(launch(store, first, "a")).isTrue();
            assertThat(launch(store, second, "b")).isFalse();
            assertThat(test.maybe(tx -> tx.persistentEnvironments().waits(second)))
                    .contains("for the environment box, in which session 1 works on one");
            assertThat(test.maybe(tx -> tx.persistentEnvironments().waits(first)))
                    .isEmpty();
            assertThat(test.maybe(tx -> tx.persistentEnvironments().holder(box.id()))
                            .orElseThrow()
                            .branch())
                    .isEqualTo(new BranchName("one"));

            store.change(tx -> tx.environments().markGone(first, "over"));

            assertThat(launch(store, third, "c")).isFalse();
            assertThat(launch(store, second, "b")).isTrue();
        }
    }

    @Test
    void theDatabaseItselfRefusesTwoHoldersAndAnotherRepository() throws Exception {
        try (TestStore test = TestStore.open();
                Connection connection = test.connect();
                Statement statement = connection.createStatement()) {
            Store store = test.store();
            Repo repo = test.repo("thing");
            PersistentEnvironment box = box(store, repo);
            EnvironmentId first = session(store, repo, "one", box);
            EnvironmentId second = session(store, repo, "two", box);
            Repo cellar = test.repo("cellar");
            EnvironmentId elsewhere =
                    store.write(tx -> tx.environments().wantForSession(branch(tx, cellar, "one"), "local"));
            launch(store, first, "a");

            assertThatThrownBy(() -> statement.execute(
                            "UPDATE environment SET state = 'launched', fingerprint = 'x' WHERE environment_id = "
                                    + second))
                    .hasMessageContaining("environment_holder");
            assertThatThrownBy(() -> statement.execute("UPDATE environment SET persistent_id = " + box.id()
                            + " WHERE environment_id = " + elsewhere))
                    .hasMessageContaining("violates foreign key");
        }
    }

    @Test
    void whatIsStoppedIsNotLaunchedAndWhatIsDestroyedFreesItsName() {
        try (TestStore test = TestStore.open()) {
            Store store = test.store();
            Repo repo = test.repo("thing");
            PersistentEnvironment box = box(store, repo);
            EnvironmentId first = session(store, repo, "one", box);

            store.change(tx -> tx.persistentEnvironments().setState(box.id(), PersistentState.STOPPED));
            assertThat(launch(store, first, "a")).isFalse();
            assertThat(test.maybe(tx -> tx.persistentEnvironments().waits(first)))
                    .contains("for the environment box, which is stopped: `env start box`");
            store.change(tx -> tx.persistentEnvironments().setState(box.id(), PersistentState.OPEN));
            assertThat(launch(store, first, "a")).isTrue();

            Optional<PersistentEnvironment> twin = store.write(
                    tx -> tx.persistentEnvironments().create(repo.id(), "box", "local", Duration.ofMinutes(1), "ann"));
            assertThat(twin).isEmpty();
            store.change(tx -> tx.persistentEnvironments().setState(box.id(), PersistentState.DESTROYED));
            assertThat(test.maybe(tx -> tx.persistentEnvironments().byName(repo.id(), "box")))
                    .isEmpty();
            assertThat(box(store, repo).id()).isNotEqualTo(box.id());
            assertThat(test.list(tx -> tx.persistentEnvironments().there())).hasSize(2);
            store.change(tx -> tx.persistentEnvironments().markCleared(box.id()));
            assertThat(test.list(tx -> tx.persistentEnvironments().there())).hasSize(1);
        }
    }

    @Test
    void itCostsItsPriceForTheTimeThatSomethingRanAndAnUnknownPriceMakesItUnknown() {
        try (TestStore test = TestStore.open(clock)) {
            Store store = test.store();
            Repo repo = test.repo("thing");
            PersistentEnvironment box = box(store, repo);
            EnvironmentId first = session(store, repo, "one", box);
            launch(store, first, "a");
            pass(Duration.ofMinutes(30));
            store.change(tx -> tx.environments().markGone(first, "over"));
            pass(Duration.ofHours(8));
            EnvironmentId second = session(store, repo, "two", box);
            launch(store, second, "b");
            pass(Duration.ofMinutes(15));

            PersistentEnvironments.Run run =
                    store.read(tx -> tx.persistentEnvironments().run(box.id()));

            assertThat(run.time()).isEqualTo(Duration.ofMinutes(45));
            assertThat(run.usd().orElseThrow()).isEqualByComparingTo(new BigDecimal("1.5"));
            assertThat(run.allKnown()).isTrue();

            store.change(tx -> tx.environments().markGone(second, "over"));
            EnvironmentId third = session(store, repo, "three", box);
            store.change(tx -> tx.environments().markLaunched(third, "c", "c", Optional.empty()));
            assertThat(store.read(tx -> tx.persistentEnvironments().run(box.id()))
                            .allKnown())
                    .isFalse();
        }
    }

    @Test
    void whatWasThereBeforeHasAHomeOfItsOwnAndItsSessionsStayAsTheyWere() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("5", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                    SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, fingerprint, created_at)
                    SELECT repo_id, branch_id, 'session', 'local', 'ready', 'SHA256:a', now() FROM branch;
                    INSERT INTO session (branch_id, environment_id, agent, agent_session, state, created_at)
                    SELECT branch_id, environment_id, 'demo', gen_random_uuid(), 'running', now() FROM environment;
                    """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            Environment before = store.read(tx -> tx.environments().alive()).getFirst();
            assertThat(before.persistent()).isEmpty();
            assertThat(before.definition()).isEmpty();
            List<BesideRepo> beside = store.read(tx -> tx.environmentRepos().of(before.id()));
            assertThat(beside).isEmpty();
            assertThat(store.write(tx -> tx.sessions().end(new SessionId(1), SessionState.STOPPED, "idle"))
                            .booleanValue())
                    .isTrue();
            assertThat(store.read(tx -> tx.sessions().get(new SessionId(1)))
                            .orElseThrow()
                            .state())
                    .isEqualTo(SessionState.STOPPED);
        }
    }

    @Test
    void oneFromBeforeTheTablesHadTheirNameIsThereAndItsSessionHoldsIt() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("33", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                    INSERT INTO kept_environment (repo_id, name, made_from, state, idle_seconds, created_by, created_at)
                    SELECT repo_id, 'box', 'local', 'open', 60, 'ann', now() FROM repo;
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                    SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, fingerprint, kept_id, created_at, launched_at)
                    SELECT b.repo_id, branch_id, 'session', 'local', 'ready', 'SHA256:a', kept_id, now(), now()
                    FROM branch b, kept_environment;
                    INSERT INTO session (branch_id, environment_id, agent, agent_session, state, created_at)
                    SELECT branch_id, environment_id, 'demo', gen_random_uuid(), 'running', now() FROM environment;
                    """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            PersistentEnvironment box =
                    store.read(tx -> tx.persistentEnvironments().there()).getFirst();
            assertThat(box.name()).isEqualTo("box");
            Optional<PersistentEnvironments.Holder> holder =
                    store.read(tx -> tx.persistentEnvironments().holder(box.id()));
            assertThat(holder.map(PersistentEnvironments.Holder::branch)).hasToString("Optional[fix]");
        }
    }

    private void pass(Duration some) {
        seconds.addAndGet(some.toSeconds());
    }

    private static PersistentEnvironment box(Store store, Repo repo) {
        return store.write(tx ->
                        tx.persistentEnvironments().create(repo.id(), "box", "local", Duration.ofMinutes(30), "ann"))
                .orElseThrow();
    }

    private static boolean launch(Store store, EnvironmentId id, String key) {
        return store.write(tx -> {
            tx.environments().get(id).flatMap(found -> found.persistent()).ifPresent(tx.persistentEnvironments()::lock);
            return tx.environments().markLaunched(id, key, key, Optional.of(new BigDecimal("2")));
        });
    }

    private static EnvironmentId session(Store store, Repo repo, String name, PersistentEnvironment kept) {
        return store.write(tx -> {
            Branch branch = branch(tx, repo, name);
            EnvironmentId wanted = tx.environments().wantForSession(branch, kept);
            tx.sessions().want(branch.id(), wanted, "demo", Allowance.UNLIMITED);
            return wanted;
        });
    }

    private static Branch branch(Tx tx, Repo repo, String name) {
        return tx.branches()
                .start(
                        repo.id(),
                        new BranchName(name),
                        new BranchName("main"),
                        Landing.ASK,
                        Optional.empty(),
                        TIP,
                        "ann");
    }
}
