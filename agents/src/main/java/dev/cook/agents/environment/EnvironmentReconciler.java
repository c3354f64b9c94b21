package dev.cook.agents.environment;

import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.Backends.Configured;
import dev.cook.agents.backend.CannotLaunch;
import dev.cook.agents.backend.EnvironmentKey;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.HostProxy;
import dev.cook.agents.bridge.Bridge;
import dev.cook.agents.bridge.BridgeClosed;
import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.bridge.Unpushed;
import dev.cook.agents.session.Autosaves;
import dev.cook.agents.session.SessionRecovery;
import dev.cook.config.Configuration;
import dev.cook.config.Network;
import dev.cook.domain.Branch;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.Purpose;
import dev.cook.domain.Revision;
import dev.cook.domain.Secrets;
import dev.cook.domain.SessionState;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at one environment, and what follows from it. At most one look at an environment runs at a time. */
public final class EnvironmentReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentReconciler.class);

    /** How often an environment is launched before it is given up. */
    private static final int MOST_LAUNCHES = 3;

    /**
     * An environment that has not dialled home by then is launched anew: a big checkout takes a minute at most. One that
     * was ready and is not heard of for that long is lost: it dials again every few seconds.
     */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    /** How often a backend is asked whether something lives: each time is a look through processes, or a connection. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);

    /**
     * What runs dials a server that starts again within this time: its longest wait between two attempts, and one attempt.
     * Looking for the processes of hundreds meanwhile would take the time that their calls need.
     */
    private static final Duration DIALS_WITHIN = Duration.ofSeconds(10);

    private final Store store;
    private final Definitions definitions;
    private final Configurations configurations;
    private final LaunchContext launching;
    private final Bridges bridges;
    private final EnvironmentSockets sockets;
    private final SessionTokens sessionTokens;
    private final LastSeen attendance;
    private final EnvironmentEnding ending;
    private final Clock clock;
    private final DiskWatch disks;
    private final Map<EnvironmentId, Instant> asked = new ConcurrentHashMap<>();
    /** Since when one that was ready is not heard of. */
    private final Map<EnvironmentId, Instant> silent = new ConcurrentHashMap<>();
    /** Since when this server takes reports. */
    private final Instant listening;

    public EnvironmentReconciler(
            Store store,
            Definitions definitions,
            Configurations configurations,
            LaunchContext launching,
            Bridges bridges,
            EnvironmentSockets sockets,
            Unreported unreported,
            SessionRecovery resuming,
            Autosaves saves,
            SessionTokens sessionTokens,
            LastSeen attendance,
            Unpushed unpushed,
            Clock clock) {
        this.store = store;
        this.definitions = definitions;
        this.configurations = configurations;
        this.launching = launching;
        this.bridges = bridges;
        this.sockets = sockets;
        this.sessionTokens = sessionTokens;
        this.attendance = attendance;
        this.clock = clock;
        this.disks = new DiskWatch(clock);
        this.listening = clock.instant();
        this.ending = new EnvironmentEnding(
                store, sockets, unreported, resuming, saves, sessionTokens, attendance, unpushed, clock, listening);
    }

    /** @param mayWork whether there is a place for its agent; what runs already is looked after in any case */
    void look(EnvironmentId id, boolean mayWork) {
        Optional<EnvironmentView> read = store.read(tx -> EnvironmentView.read(tx, id));
        if (read.isEmpty()) {
            asked.remove(id);
            silent.remove(id);
            return;
        }
        EnvironmentView view = read.get();
        Optional<Definitions.Found> found = definitions.of(view.environment());
        Optional<Configured> configured = found.map(Definitions.Found::configured);
        if (view.environment().state() == EnvironmentState.DYING) {
            ending.retry(view, configured.map(Configured::backend));
            return;
        }
        if (configured.isEmpty()) {
            end(
                    view,
                    Optional.empty(),
                    "its environment " + view.environment().name() + " is no longer configured",
                    SessionState.LOST);
            return;
        }
        Backend backend = configured.get().backend();
        Optional<String> needless = view.needless(clock.instant());
        if (needless.isPresent()) {
            end(view, Optional.of(backend), needless.get(), SessionState.ENDED);
            return;
        }
        Optional<String> destroyed = PersistentTurn.destroyed(view);
        if (destroyed.isPresent()) {
            end(view, Optional.of(backend), destroyed.get(), SessionState.KILLED);
            return;
        }
        switch (view.environment().state()) {
            case WANTED -> {
                Optional<String> problem = found.flatMap(Definitions.Found::problem);
                if (problem.isPresent()) {
                    end(view, Optional.of(backend), problem.get(), SessionState.LOST);
                } else if (mayWork || view.environment().purpose() == Purpose.GATE) {
                    launch(view, configured.get());
                }
            }
            case LAUNCHED, READY -> watch(view, configured.get(), mayWork);
            case DYING, GONE -> {}
        }
    }

    private void launch(EnvironmentView view, Configured configured) {
        Environment environment = view.environment();
        EnvironmentKey key = EnvironmentKey.generate();
        Optional<String> bearer = view.session().map(_ -> sessionTokens.give(environment.id(), key.fingerprint()));
        boolean launched = store.write(tx -> {
            environment.persistent().ifPresent(tx.persistentEnvironments()::lock);
            boolean marked = tx.environments()
                    .markLaunched(
                            environment.id(),
                            key.fingerprint(),
                            key.publicKey(),
                            configured.config().pricePerHour());
            if (marked) {
                bearer.ifPresent(secret -> tx.environments().giveBearer(environment.id(), Secrets.hash(secret)));
            }
            return marked;
        });
        if (!launched) {
            // Somebody stopped its persistent environment, or it is not its turn there.
            sessionTokens.forget(environment.id());
            return;
        }
        asked.put(environment.id(), clock.instant());
        try {
            configured.config().configuration().ifPresent(wanted -> configure(view, wanted));
            openDoor(view, configured);
            configured.backend().launch(launching.spec(view, key, bearer, configured.config()));
        } catch (CannotLaunch e) {
            end(view, Optional.of(configured.backend()), e.why(), SessionState.LOST);
        }
    }

    /** Fetched once: however often it is launched, an environment has the same. */
    private void configure(EnvironmentView view, Configuration wanted) {
        if (store.read(tx -> tx.environments().configuration(view.id())).isPresent()) {
            return;
        }
        Revision revision = configurations.resolve(wanted);
        store.change(tx -> {
            tx.environments().configure(view.id(), revision);
            view.session().ifPresent(session -> tx.events()
                    .append(
                            view.repo().id(),
                            view.branch().id(),
                            new SessionFact.Configured(
                                    session.id(), wanted.kind().word(), revision.url(), revision.commit())));
        });
    }

    private void openDoor(EnvironmentView view, Configured configured) {
        if (!configured.backend().needsDoor()) {
            return;
        }
        Optional<HostProxy> proxy =
                switch (configured.config().network()) {
                    case Network.Host _, Network.Open _, Network.Cook _ -> Optional.empty();
                    case Network.Only only ->
                        Optional.of(new HostProxy(only, (host, port, allowed) -> {
                            LOG.info("environment {} asks for {}:{}, allowed: {}", view.id(), host, port, allowed);
                            store.change(tx -> tx.hostRequests().count(view.id(), host, port, allowed));
                        }));
                };
        sockets.open(view.id(), proxy, configured.config().loopback());
    }

    private void watch(EnvironmentView view, Configured configured, boolean mayWork) {
        Backend backend = configured.backend();
        openDoor(view, configured);
        Instant launched = view.environment().launchedAt().orElse(Instant.EPOCH);
        Optional<Duration> wallTime = configured.config().resources().wallTime();
        if (wallTime.filter(most -> launched.plus(most).isBefore(clock.instant()))
                .isPresent()) {
            end(
                    view,
                    Optional.of(backend),
                    "the environment reached its wall_time of " + wallTime.get().toSeconds() + " s",
                    SessionState.KILLED);
            return;
        }
        Optional<String> overflow =
                configured.config().resources().disk().flatMap(most -> disks.over(view.id(), backend, most));
        if (overflow.isPresent()) {
            end(view, Optional.of(backend), overflow.get(), SessionState.KILLED);
            return;
        }
        Optional<String> overuse = backend.overuse(view.id());
        if (overuse.isPresent()) {
            end(view, Optional.of(backend), overuse.get(), SessionState.KILLED);
            return;
        }
        Optional<String> overdue = view.open().stream()
                .flatMap(job -> JobDeadline.passed(job, listening, clock.instant()).stream())
                .findFirst();
        if (overdue.isPresent()) {
            end(view, Optional.of(backend), overdue.get(), SessionState.KILLED);
            return;
        }
        Optional<String> leaving = PersistentTurn.leaving(view, attendance.last(view.id()), clock.instant());
        if (leaving.isPresent()) {
            end(view, Optional.of(backend), leaving.get(), SessionState.STOPPED);
            return;
        }
        Optional<Bridge> bridge = bridges.of(view.id());
        if (bridge.isEmpty()) {
            awaitBridge(view, configured, launched);
            return;
        }
        if (view.environment().state() == EnvironmentState.LAUNCHED) {
            // When it dialled in, the database did not answer in time.
            store.change(tx -> tx.environments().markReady(view.id()));
        }
        try {
            if (view.lastTurn().isPresent()) {
                stopLate(view.lastTurn().get(), view.branch(), bridge.get());
            } else {
                startJobs(view, bridge.get(), mayWork);
            }
            silent.remove(view.id());
        } catch (BridgeClosed e) {
            LOG.info("bridge of environment {} closed; it dials again", view.id());
            endIfSilent(view, backend);
        }
    }

    /** What it runs may have stopped or killed all that speaks for it. */
    private void endIfSilent(EnvironmentView view, Backend backend) {
        Instant now = clock.instant();
        Instant since = silent.computeIfAbsent(view.id(), _ -> now);
        if (since.plus(LONGEST_SILENCE).isBefore(now)) {
            end(
                    view,
                    Optional.of(backend),
                    "the environment was silent for " + LONGEST_SILENCE.toMinutes() + " min",
                    SessionState.LOST);
        }
    }

    /** It dials, or it is dead. */
    private void awaitBridge(EnvironmentView view, Configured configured, Instant launched) {
        Backend backend = configured.backend();
        Instant now = clock.instant();
        boolean starting = view.environment().state() == EnvironmentState.LAUNCHED;
        if (!starting && listening.plus(DIALS_WITHIN).isAfter(now)) {
            silent.putIfAbsent(view.id(), now);
            return;
        }
        if (asked.getOrDefault(view.id(), Instant.EPOCH).plus(ASK_EVERY).isAfter(now)) {
            return;
        }
        asked.put(view.id(), now);
        Backend.Life life = backend.life(view.id());
        if (life.running()) {
            if (starting && launched.plus(LONGEST_SILENCE).isBefore(now)) {
                backend.kill(view.id());
            } else if (!starting) {
                endIfSilent(view, backend);
            }
            return;
        }
        if (starting && view.environment().launches() < MOST_LAUNCHES) {
            LOG.info("environment {} ended before it dialled home: {}", view.id(), life.words());
            launch(view, configured);
        } else {
            end(view, Optional.of(backend), life.words(), SessionState.LOST);
        }
    }

    /** Starting a job twice does no harm: its script runs once and reports again. */
    private void startJobs(EnvironmentView view, Bridge bridge, boolean mayWork) {
        Optional<Job> due = view.due(mayWork);
        if (due.isEmpty()) {
            return;
        }
        Job job = due.get();
        if (!bridge.jobs().contains(job.id())) {
            bridge.startJob(job.id());
        }
        if (job.state() == JobState.QUEUED) {
            noteStart(view, job);
        }
    }

    /** It has its window already, or is found again when that reports. */
    private void stopLate(Job job, Branch branch, Bridge bridge) {
        if (!bridge.jobs().contains(job.id())) {
            bridge.startJob(job.id());
        }
        if (LastTurn.isTooLong(branch, clock.instant())) {
            bridge.killJob(job.id());
        }
    }

    private void noteStart(EnvironmentView view, Job job) {
        store.change(tx -> {
            if (tx.jobs()
                    .lock(job.id())
                    .filter(now -> now.state() == JobState.QUEUED)
                    .isEmpty()) {
                return;
            }
            tx.jobs().markStarted(job.id());
            view.session().ifPresent(session -> {
                tx.sessions().markRunning(session.id());
                tx.events()
                        .append(
                                view.repo().id(),
                                view.branch().id(),
                                new SessionFact.Started(session.id(), session.agent(), job.turn()));
            });
        });
    }

    private void end(EnvironmentView view, Optional<Backend> backend, String why, SessionState how) {
        asked.remove(view.id());
        silent.remove(view.id());
        disks.forget(view.id());
        ending.end(view, backend, why, how);
    }
}
