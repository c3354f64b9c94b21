package dev.cook.agents.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.HomeStore;
import dev.cook.agents.backend.LaunchSpec;
import dev.cook.agents.backend.ServerAddress;
import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.bridge.OwnJobs;
import dev.cook.agents.bridge.Unpushed;
import dev.cook.agents.output.OutputListener;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.session.Autosaves;
import dev.cook.agents.session.SessionRecovery;
import dev.cook.agents.transcript.Redaction;
import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Job;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentId;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import dev.cook.git.GitRepos;
import dev.cook.git.SavedWork;
import dev.cook.git.Trees;
import dev.cook.store.TestStore;
import dev.cook.store.Tx;
import dev.cook.store.WorkFailed;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentControllerTest {
    @TempDir
    Path temp;

    private final AtomicLong minutes = new AtomicLong();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return Clock.system(zone);
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-11-25T08:00:00Z").plus(Duration.ofMinutes(minutes.get()));
        }
    };

    /** A place that only remembers what is there. */
    private static final class Shelf implements Backend, HomeStore {
        final Set<EnvironmentId> there = ConcurrentHashMap.newKeySet();
        final Set<PersistentId> homes = ConcurrentHashMap.newKeySet();
        final AtomicInteger looks = new AtomicInteger();
        final AtomicInteger launches = new AtomicInteger();

        @Override
        public void launch(LaunchSpec spec) {
            if (launches.incrementAndGet() == 1) {
                throw new StackOverflowError("a look that ends with an error");
            }
            there.add(spec.id());
        }

        @Override
        public Life life(EnvironmentId id) {
            return there.contains(id) ? Life.RUNNING : Life.ended("it is not there");
        }

        @Override
        public void kill(EnvironmentId id) {
            there.remove(id);
        }

        @Override
        public Set<EnvironmentId> list() {
            looks.incrementAndGet();
            return Set.copyOf(there);
        }

        @Override
        public Optional<HomeStore> keeping() {
            return Optional.of(this);
        }

        @Override
        public long bytes(PersistentId id) {
            return 0;
        }

        @Override
        public void discard(PersistentId id) {
            homes.remove(id);
        }

        @Override
        public Set<PersistentId> persistent() {
            return Set.copyOf(homes);
        }
    }

    @Test
    void anEnvironmentIsLookedAtAgainAfterALookThatBroke() {
        try (TestStore test = TestStore.open();
                GitRepos repos = new GitRepos(temp, test.store());
                EnvironmentSockets sockets = new EnvironmentSockets(temp)) {
            Repo repo = test.repo("thing");
            EnvironmentId id = session(test, repo, "fix").environment();
            Shelf shelf = new Shelf();
            try (EnvironmentController controller = keeper(test, repos, sockets, shelf)) {
                await().until(() -> {
                    controller.pass();
                    minutes.incrementAndGet();
                    return shelf.there.contains(id);
                });
            }
        }
    }

    /** A machine that is down keeps nobody else waiting. */
    @Test
    void anEnvironmentThatCannotBeMadeHoldsNoPlace() throws Exception {
        CookConfig config = CookConfig.parse("""
                [environments.other]
                backend = "local"
                """, "test", Map.of(), temp);
        Shelf shelf = new Shelf();
        shelf.launches.set(1);
        Place away = new Place() {
            @Override
            public void launch(LaunchSpec spec) {
                throw new WorkFailed("the machine is down");
            }

            @Override
            public Life life(EnvironmentId id) {
                throw new WorkFailed("the machine is down");
            }

            @Override
            public Set<EnvironmentId> list() {
                return Set.of();
            }
        };
        try (TestStore test = TestStore.open();
                GitRepos repos = new GitRepos(temp, test.store());
                EnvironmentSockets sockets = new EnvironmentSockets(temp)) {
            Repo repo = test.repo("thing");
            Session first = session(test, repo, "first", "other");
            Session second = session(test, repo, "second", "local");
            Backends backends = Backends.of(
                    ServerEnvironments.of(config), made -> made.name().equals("other") ? away : shelf);
            try (EnvironmentController controller = new EnvironmentController(
                    test.store(), backends, care(test, repos, sockets, backends, temp, clock), 1, clock)) {
                controller.pass();
                await().until(() -> test.maybe(tx -> tx.failures().reason(first.environment()))
                        .isPresent());
                controller.pass();
                await().until(() -> shelf.there.contains(second.environment()));
                assertThat(test.maybe(tx -> tx.failures().reason(first.environment())))
                        .hasValue("the machine is down");
            }
        }
    }

    private static Session session(TestStore test, Repo repo, String named) {
        return session(test, repo, named, "local");
    }

    private static Session session(TestStore test, Repo repo, String named, String place) {
        return test.store().write(tx -> {
            BranchName name = new BranchName(named);
            Oid tip = new Oid("a".repeat(40));
            tx.refs().move(repo.id(), List.of(RefChange.create(name.ref(), tip, "push")), "ann");
            Branch branch = tx.branches()
                    .start(repo.id(), name, repo.defaultBranch(), Landing.ASK, Optional.empty(), tip, "ann");
            EnvironmentId wanted = tx.environments().wantForSession(branch, place);
            Session session = tx.sessions().want(branch.id(), wanted, "demo", Allowance.UNLIMITED);
            tx.jobs().queueTurn(session.id(), wanted, "mend it", 60);
            return session;
        });
    }

    /** What is done, and stays until somebody lets it land. */
    @Test
    void anAgentWithNothingToDoHoldsNoPlace() {
        try (TestStore test = TestStore.open();
                GitRepos repos = new GitRepos(temp, test.store());
                EnvironmentSockets sockets = new EnvironmentSockets(temp)) {
            Repo repo = test.repo("thing");
            Session first = session(test, repo, "first");
            Session second = session(test, repo, "second");
            Shelf shelf = new Shelf();
            shelf.launches.set(1);
            try (EnvironmentController controller = keeper(test, repos, sockets, shelf)) {
                controller.pass();
                await().until(() -> shelf.there.contains(first.environment()));
                controller.pass();
                assertThat(controller.waits(second.environment()).orElseThrow())
                        .isEqualTo(
                                "for a slot: 1 agent is at work, 1 of them for ann, limits.sessions is 1; it is the next");

                test.store().change(tx -> {
                    tx.environments().markReady(first.environment());
                    Job turn = tx.jobs().turns(first.id()).getFirst();
                    tx.jobs().markEnded(turn.id(), 0, Optional.empty(), JobOutput.NONE);
                });
                controller.pass();
                await().until(() -> shelf.there.contains(second.environment()));

                assertThat(shelf.there).contains(first.environment());
                controller.pass();
                assertThat(controller.waits(second.environment())).isEmpty();
            }
        }
    }

    /** What a backend lists and no row knows. */
    @Test
    void orphansAreSweptAtTheStartAndEveryHourAndWhatHasARowStays() {
        try (TestStore test = TestStore.open();
                GitRepos repos = new GitRepos(temp, test.store());
                EnvironmentSockets sockets = new EnvironmentSockets(temp)) {
            Shelf shelf = new Shelf();
            RepoId thing = test.repo("thing").id();
            PersistentId mine = test.store()
                    .write(tx ->
                            tx.persistentEnvironments().create(thing, "box", "local", Duration.ofMinutes(1), "ann"))
                    .orElseThrow()
                    .id();
            shelf.homes.add(mine);
            try (EnvironmentController controller = keeper(test, repos, sockets, shelf)) {
                leave(shelf, 7);
                controller.pass();
                await().until(() -> isSwept(shelf, 7));

                leave(shelf, 8);
                minutes.addAndGet(59);
                controller.pass();
                minutes.addAndGet(2);
                controller.pass();
                await().until(() -> isSwept(shelf, 8));

                assertThat(shelf.looks).as("none in between").hasValue(2);
                assertThat(shelf.homes).containsExactly(mine);
            }
        }
    }

    /** However many environments share an engine, and however long it takes to answer. */
    @Test
    void aPlaceIsSweptOnceAtATime() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger listed = new AtomicInteger();
        class Slow extends Place {
            @Override
            public Set<EnvironmentId> list() {
                listed.incrementAndGet();
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Set.of();
            }
        }
        CookConfig config = CookConfig.parse("""
                [environments.other]
                backend = "local"
                """, "test", Map.of(), temp);
        try (TestStore test = TestStore.open();
                GitRepos repos = new GitRepos(temp, test.store());
                EnvironmentSockets sockets = new EnvironmentSockets(temp)) {
            Backends backends = Backends.of(ServerEnvironments.of(config), _ -> new Slow());
            assertThat(backends.all()).hasSize(2);
            try (EnvironmentController controller = new EnvironmentController(
                    test.store(), backends, care(test, repos, sockets, backends, temp, clock), 1, clock)) {
                for (int hour = 0; hour < 3; hour++) {
                    controller.pass();
                    minutes.addAndGet(61);
                }
                await().until(() -> listed.get() > 0);
                assertThat(listed).as("while it does not answer").hasValue(1);

                answers.countDown();
                await().until(() -> {
                    controller.pass();
                    minutes.addAndGet(61);
                    return listed.get() > 1;
                });
            }
        }
    }

    /** One of several backends that make environments in the same place. */
    private abstract static class Place implements Backend {
        @Override
        public void launch(LaunchSpec spec) {}

        @Override
        public Life life(EnvironmentId id) {
            return Life.RUNNING;
        }

        @Override
        public void kill(EnvironmentId id) {}

        @Override
        public Object place() {
            return "the same";
        }
    }

    private static void leave(Shelf shelf, long number) {
        shelf.there.add(new EnvironmentId(number));
        shelf.homes.add(new PersistentId(number));
    }

    private static boolean isSwept(Shelf shelf, long number) {
        return !shelf.there.contains(new EnvironmentId(number)) && !shelf.homes.contains(new PersistentId(number));
    }

    private EnvironmentController keeper(TestStore test, GitRepos repos, EnvironmentSockets sockets, Shelf shelf) {
        Backends backends = Backends.of(ServerEnvironments.of(CookConfig.defaults(Map.of(), temp)), _ -> shelf);
        return new EnvironmentController(
                test.store(), backends, care(test, repos, sockets, backends, temp, clock), 1, clock);
    }

    /** One that has no bridges. */
    static EnvironmentReconciler care(
            TestStore test, GitRepos repos, EnvironmentSockets sockets, Backends backends, Path temp, Clock clock) {
        SessionSettings settings = new SessionSettings(Map.of(), 1, 1 << 20, Duration.ofMinutes(1), Map.of());
        return new EnvironmentReconciler(
                test.store(),
                new Definitions(backends, new Trees(repos)),
                new Configurations(temp),
                new LaunchContext(
                        new ServerAddress("127.0.0.1", 1, "cook", "ssh-ed25519 AAAA"),
                        _ -> temp,
                        Map.of(),
                        Duration.ofMinutes(1)),
                new Bridges(OwnJobs.NONE, OutputListener.NONE),
                sockets,
                EnvironmentControllerTest::end,
                new SessionRecovery(settings, backends),
                new Autosaves(test.store(), new SavedWork(repos)),
                new SessionTokens(new byte[32], new Redaction(Map.of())),
                new LastSeen(_ -> false, clock),
                new Unpushed(new Bridges(OwnJobs.NONE, OutputListener.NONE)),
                clock);
    }

    private static void end(Tx tx, Job job, Optional<String> failure) {
        boolean open = failure.map(why -> tx.jobs().markFailed(job.id(), Job.UNSEEN, why, JobOutput.NONE))
                .orElseGet(() -> tx.jobs().markLost(job.id(), JobOutput.NONE));
        assertThat(open).isTrue();
    }
}
