package dev.cook.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.KeptId;
import dev.cook.git.GitRepos;
import dev.cook.git.SavedWork;
import dev.cook.git.Trees;
import dev.cook.store.TestStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backend lists and no row knows is removed when the server starts, and once an hour. */
final class SweepTest {
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
    private static final class Shelf implements Backend, Keeping {
        final Set<EnvironmentId> there = ConcurrentHashMap.newKeySet();
        final Set<KeptId> homes = ConcurrentHashMap.newKeySet();
        final AtomicInteger looks = new AtomicInteger();

        @Override
        public void launch(LaunchSpec spec) {
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
        public Optional<Keeping> keeping() {
            return Optional.of(this);
        }

        @Override
        public long bytes(KeptId id) {
            return 0;
        }

        @Override
        public void discard(KeptId id) {
            homes.remove(id);
        }

        @Override
        public Set<KeptId> kept() {
            return Set.copyOf(homes);
        }
    }

    @Test
    void orphansAreSweptAtTheStartAndEveryHourAndWhatHasARowStays() {
        try (TestStore test = TestStore.open();
                GitRepos repos = new GitRepos(temp, test.store());
                Doors doors = new Doors(temp)) {
            Shelf shelf = new Shelf();
            KeptId mine = test.store()
                    .write(tx ->
                            tx.kept().create(test.repo("kitchen").id(), "box", "local", Duration.ofMinutes(1), "ann"))
                    .orElseThrow()
                    .id();
            shelf.homes.add(mine);
            try (EnvironmentKeeper keeper = keeper(test, repos, doors, shelf)) {
                leave(shelf, 7);
                keeper.pass();
                await().until(() -> isSwept(shelf, 7));

                leave(shelf, 8);
                minutes.addAndGet(59);
                keeper.pass();
                minutes.addAndGet(2);
                keeper.pass();
                await().until(() -> isSwept(shelf, 8));

                assertThat(shelf.looks).as("none in between").hasValue(2);
                assertThat(shelf.homes).containsExactly(mine);
            }
        }
    }

    private static void leave(Shelf shelf, long number) {
        shelf.there.add(new EnvironmentId(number));
        shelf.homes.add(new KeptId(number));
    }

    private static boolean isSwept(Shelf shelf, long number) {
        return !shelf.there.contains(new EnvironmentId(number)) && !shelf.homes.contains(new KeptId(number));
    }

    private EnvironmentKeeper keeper(TestStore test, GitRepos repos, Doors doors, Shelf shelf) {
        CookConfig config = CookConfig.defaults(Map.of(), temp);
        Backends backends = Backends.of(ServerEnvironments.of(config), _ -> shelf);
        SessionSettings settings = new SessionSettings(Map.of(), 1, 1 << 20, Duration.ofMinutes(1), Map.of());
        EnvironmentCare care = new EnvironmentCare(
                test.store(),
                new Definitions(backends, new Trees(repos)),
                new Configurations(temp),
                new Launching(
                        new ServerAddress("127.0.0.1", 1, "cook", "ssh-ed25519 AAAA"),
                        repos::objects,
                        Map.of(),
                        Duration.ofMinutes(1)),
                new Bridges((_, _) -> {}),
                doors,
                (_, _) -> {},
                new Resuming(settings, backends),
                new Saves(test.store(), new SavedWork(repos)),
                clock);
        return new EnvironmentKeeper(test.store(), backends, care, 1, clock);
    }
}
