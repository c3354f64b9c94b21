package dev.cook.agents.environment;

import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.HomeStore;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.PersistentId;
import dev.cook.store.CachedRead;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Jobs;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings environments closer to their rows: launches what is wanted, starts jobs in what is ready, notices what died,
 * destroys what nobody needs. Each is looked after on a thread of its own, because a machine far away may take its time.
 */
public final class EnvironmentController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentController.class);

    /** How often environments without a row are looked for. */
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    /** Looks at once: each may run a program. */
    private static final int MOST_LOOKS = 16;

    /** How long a look that runs may take when the server stops; what it leaves half-done, the next server finishes. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /** What fails for one of them. */
    private static final String CARE = "look after its environment";

    private final Store store;
    private final Isolation isolation;
    private final Backends backends;
    private final EnvironmentReconciler reconciler;
    private final int sessions;
    private final Clock clock;
    private final CachedRead<Seen> rows;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("environment-", 0).factory());
    private final Semaphore atOnce = new Semaphore(MOST_LOOKS, true);
    /** The environments that are looked at right now, and whether another look is wanted after that. */
    private final Map<EnvironmentId, Boolean> looking = new ConcurrentHashMap<>();

    /** The places that are swept right now. */
    private final Set<Object> sweeping = ConcurrentHashMap.newKeySet();

    private volatile AgentSlots places = AgentSlots.NONE;
    private Instant swept = Instant.EPOCH;

    /** @param sessions agents at work at once */
    public EnvironmentController(
            Store store, Backends backends, EnvironmentReconciler reconciler, int sessions, Clock clock) {
        this.store = store;
        this.isolation = store.isolation(Subject.ENVIRONMENTS);
        this.backends = backends;
        this.reconciler = reconciler;
        this.sessions = sessions;
        this.clock = clock;
        this.rows = new CachedRead<>(
                store, Seen::read, Seen::isNothing, Set.of(Topic.ENVIRONMENTS), Set.of(Topic.JOBS, Topic.BRANCHES));
    }

    public Controller start() {
        return Controller.start(
                isolation,
                store.wakeups().watch(Topic.ENVIRONMENTS, Topic.SESSIONS, Topic.JOBS, Topic.GATES, Topic.BRANCHES),
                this::pass);
    }

    void pass() {
        sweep();
        // Asked first: a look that ends meanwhile has left its mark on the rows.
        Set<EnvironmentId> beginning = new HashSet<>(looking.keySet());
        beginning.retainAll(places.may());
        Seen seen = rows.get();
        Map<Boolean, List<AgentSlots.Turn>> turns = turns(seen, beginning);
        places = AgentSlots.of(turns.getOrDefault(false, List.of()), sessions)
                .thenOf(turns.getOrDefault(true, List.of()), sessions);
        seen.alive().forEach(this::lookAt);
        Set<String> items =
                seen.alive().stream().map(Subject::of).map(Subject::item).collect(Collectors.toSet());
        isolation.retain(CARE, items::contains);
    }

    /** Turns that want a place, by whether the place where their environment is to be made fails. */
    private Map<Boolean, List<AgentSlots.Turn>> turns(Seen seen, Set<EnvironmentId> beginning) {
        Set<EnvironmentId> stuck = seen.alive().stream()
                .filter(environment -> environment.state() == EnvironmentState.WANTED
                        || environment.state() == EnvironmentState.LAUNCHED)
                .filter(environment ->
                        isolation.isFailing(CARE, Subject.of(environment).item()))
                .map(Environment::id)
                .collect(Collectors.toSet());
        return seen.turns().stream()
                // Who waits for a persistent environment takes no place from the others.
                .filter(turn -> !seen.waiting().contains(turn.environment()))
                .map(turn -> new AgentSlots.Turn(
                        turn.environment(),
                        turn.account(),
                        !stuck.contains(turn.environment())
                                && (turn.begun() || beginning.contains(turn.environment()))))
                .collect(Collectors.groupingBy(turn -> stuck.contains(turn.environment())));
    }

    /** @param waiting those that wait for a persistent environment */
    private record Seen(List<Environment> alive, List<Jobs.NextTurn> turns, Set<EnvironmentId> waiting) {
        static Seen read(Tx tx) {
            return new Seen(
                    tx.environments().alive(),
                    tx.jobs().nextTurns(),
                    Set.copyOf(tx.persistentEnvironments().waiting()));
        }

        /** The others are about environments that are alive. */
        boolean isNothing() {
            return alive.isEmpty();
        }
    }

    /** What an environment waits for before its agent may work; empty: for no place. */
    public Optional<String> waits(EnvironmentId id) {
        return Optional.ofNullable(places.waits().get(id));
    }

    private void lookAt(Environment environment) {
        EnvironmentId id = environment.id();
        boolean isLookedAt = looking.merge(id, false, (before, now) -> true);
        if (isLookedAt) {
            return;
        }
        threads.execute(() -> {
            do {
                looking.put(id, false);
                lookOnce(environment);
            } while (!looking.remove(id, false));
        });
    }

    private void lookOnce(Environment environment) {
        EnvironmentId id = environment.id();
        try {
            atOnce.acquire();
            try {
                isolation.attempt(
                        CARE,
                        Subject.of(environment),
                        () -> reconciler.look(id, places.may().contains(id)));
            } finally {
                atOnce.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // What fails is isolated; this is the isolation itself, where the database does not answer.
            if (!threads.isShutdown()) {
                LOG.error("environment {} cannot be looked after; it is tried again", environment.id(), e);
            }
        }
    }

    /** Ends what has no row: left by a crash between a commit and what had to follow it. */
    private void sweep() {
        Instant now = clock.instant();
        if (swept.isAfter(now.minus(SWEEP_EVERY))) {
            return;
        }
        swept = now;
        Map<Object, Backend> places = new HashMap<>();
        backends.all().forEach(backend -> places.putIfAbsent(backend.place(), backend));
        // Once a place, and not while the sweep before still goes on there: two would remove the same things.
        places.forEach((place, backend) -> {
            if (sweeping.add(place)) {
                threads.execute(() -> {
                    try {
                        sweep(backend);
                    } finally {
                        sweeping.remove(place);
                    }
                });
            }
        });
    }

    private void sweep(Backend backend) {
        try {
            // Listed first: what is launched after this is not taken for an orphan.
            Set<EnvironmentId> orphans = new HashSet<>(backend.list());
            orphans.removeAll(store.read(tx -> tx.environments().aliveIds()));
            for (EnvironmentId orphan : orphans) {
                LOG.info("environment {} belongs to nothing that is alive; it is destroyed", orphan);
                try {
                    backend.kill(orphan);
                } catch (RuntimeException e) {
                    // The others must not wait for it; the next sweep tries again.
                    LOG.warn("environment {} cannot be destroyed now", orphan, e);
                }
            }
            backend.keeping().ifPresent(this::sweep);
        } catch (RuntimeException | Error e) {
            if (!threads.isShutdown()) {
                LOG.warn("what an earlier server left in {} cannot be looked for now", backend, e);
            }
        }
    }

    private void sweep(HomeStore keeping) {
        Set<PersistentId> strays = new HashSet<>(keeping.persistent());
        strays.removeAll(store.read(tx -> tx.persistentEnvironments().thereIds()));
        for (PersistentId stray : strays) {
            LOG.info("persistent environment {} is in no row; it is removed", stray);
            keeping.discard(stray);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
