package dev.cook.agents;

import dev.cook.agents.Backends.Configured;
import dev.cook.config.Configuration;
import dev.cook.config.Network;
import dev.cook.domain.Branch;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.EventType;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.KeptId;
import dev.cook.domain.Revision;
import dev.cook.domain.Secrets;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at one environment, and what follows from it. At most one look at an environment runs at a time. */
final class EnvironmentCare {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentCare.class);

    /** How often an environment is launched before it is given up. */
    private static final int MOST_LAUNCHES = 3;

    /** An environment that has not dialled home by then is launched anew: a big checkout takes a minute at most. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    /** How often a backend is asked whether something lives: each time is a look through processes, or a connection. */
    private static final Duration ASK_EVERY = Duration.ofSeconds(1);

    private final Store store;
    private final Definitions definitions;
    private final Configurations configurations;
    private final Launching launching;
    private final Bridges bridges;
    private final Doors doors;
    private final BiConsumer<Tx, Job> lost;
    private final Resuming resuming;
    private final Saves saves;
    private final Bearers bearers;
    private final Attendance attendance;
    private final Unpushed unpushed;
    private final Clock clock;
    private final DiskWatch disks;
    private final Map<EnvironmentId, Instant> asked = new ConcurrentHashMap<>();

    /** @param lost ends a job that is gone with its environment, keeping what was seen of it */
    EnvironmentCare(
            Store store,
            Definitions definitions,
            Configurations configurations,
            Launching launching,
            Bridges bridges,
            Doors doors,
            BiConsumer<Tx, Job> lost,
            Resuming resuming,
            Saves saves,
            Bearers bearers,
            Attendance attendance,
            Unpushed unpushed,
            Clock clock) {
        this.store = store;
        this.definitions = definitions;
        this.configurations = configurations;
        this.launching = launching;
        this.bridges = bridges;
        this.doors = doors;
        this.lost = lost;
        this.resuming = resuming;
        this.saves = saves;
        this.bearers = bearers;
        this.attendance = attendance;
        this.unpushed = unpushed;
        this.clock = clock;
        this.disks = new DiskWatch(clock);
    }

    /** @param mayLaunch whether there is room for one more; what runs already is looked after in any case */
    void look(EnvironmentId id, boolean mayLaunch) {
        Optional<EnvironmentView> read = store.read(tx -> EnvironmentView.read(tx, id));
        if (read.isEmpty()) {
            asked.remove(id);
            return;
        }
        EnvironmentView view = read.get();
        Optional<Definitions.Found> found = definitions.of(view.environment());
        Optional<Configured> configured = found.map(Definitions.Found::configured);
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
        Optional<String> destroyed = KeptTurn.destroyed(view);
        if (destroyed.isPresent()) {
            end(view, Optional.of(backend), destroyed.get(), SessionState.KILLED);
            return;
        }
        switch (view.environment().state()) {
            case WANTED -> {
                Optional<String> problem = found.flatMap(Definitions.Found::problem);
                if (problem.isPresent()) {
                    end(view, Optional.of(backend), problem.get(), SessionState.LOST);
                } else if (mayLaunch) {
                    launch(view, configured.get());
                }
            }
            case LAUNCHED, READY -> watch(view, configured.get());
            case GONE -> {}
        }
    }

    private void launch(EnvironmentView view, Configured configured) {
        Environment environment = view.environment();
        EnvironmentKey key = EnvironmentKey.generate();
        Optional<String> bearer = view.session().map(_ -> bearers.give(environment.id(), key.fingerprint()));
        boolean launched = store.write(tx -> {
            environment.kept().ifPresent(tx.kept()::lock);
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
            // Somebody stopped its kept environment, or it is not its turn there.
            bearers.forget(environment.id());
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
                            EventType.SESSION_CONFIGURED,
                            view.repo().id(),
                            view.branch().id(),
                            Map.of(
                                    "session", session.id().toString(),
                                    "kind", wanted.kind().word(),
                                    "url", revision.url(),
                                    "commit", revision.commit())));
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
        doors.open(view.id(), proxy, configured.config().loopback());
    }

    private void watch(EnvironmentView view, Configured configured) {
        Backend backend = configured.backend();
        openDoor(view, configured);
        Instant launched = view.environment().launchedAt().orElse(Instant.EPOCH);
        Optional<Duration> wallTime = configured.config().resources().wallTime();
        if (wallTime.filter(most -> launched.plus(most).isBefore(clock.instant()))
                .isPresent()) {
            end(
                    view,
                    Optional.of(backend),
                    "its environment existed for " + wallTime.get().toSeconds() + " s, which is its wall_time",
                    SessionState.KILLED);
            return;
        }
        Optional<String> overflow =
                configured.config().resources().disk().flatMap(most -> disks.over(view.id(), backend, most));
        if (overflow.isPresent()) {
            end(view, Optional.of(backend), overflow.get(), SessionState.KILLED);
            return;
        }
        Optional<String> leaving = KeptTurn.leaving(view, attendance.last(view.id()), clock.instant());
        if (leaving.isPresent()) {
            end(view, Optional.of(backend), leaving.get(), SessionState.STOPPED);
            return;
        }
        Optional<Bridge> bridge = bridges.of(view.id());
        if (bridge.isEmpty()) {
            awaitBridge(view, configured, launched);
            return;
        }
        try {
            if (view.lastTurn().isPresent()) {
                stopLate(view.lastTurn().get(), view.branch(), bridge.get());
            } else {
                startJobs(view, bridge.get());
            }
        } catch (BridgeClosed e) {
            LOG.info("bridge of environment {} closed; it dials again", view.id());
        }
    }

    /** It dials, or it is dead. */
    private void awaitBridge(EnvironmentView view, Configured configured, Instant launched) {
        Backend backend = configured.backend();
        Instant now = clock.instant();
        if (asked.getOrDefault(view.id(), Instant.EPOCH).plus(ASK_EVERY).isAfter(now)) {
            return;
        }
        asked.put(view.id(), now);
        boolean starting = view.environment().state() == EnvironmentState.LAUNCHED;
        Backend.Life life = backend.life(view.id());
        if (life.running()) {
            if (starting && launched.plus(LONGEST_SILENCE).isBefore(now)) {
                backend.kill(view.id());
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

    /**
     * Starting a job twice does no harm: its script runs once and reports again. Jobs of one environment share its work
     * tree, so the next one waits until the one before has reported: an agent may call its work done while its turn
     * still runs.
     */
    private void startJobs(EnvironmentView view, Bridge bridge) {
        if (view.open().isEmpty()) {
            return;
        }
        Job job = view.open().getFirst();
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
                                EventType.SESSION_STARTED,
                                view.repo().id(),
                                view.branch().id(),
                                Map.of(
                                        "session", session.id().toString(),
                                        "agent", session.agent(),
                                        "turn", Integer.toString(job.turn())));
            });
        });
    }

    /** It is over: its open jobs are lost, and a session that is lost with it goes on elsewhere, or somebody is told. */
    private void end(EnvironmentView view, Optional<Backend> backend, String why, SessionState how) {
        if (how == SessionState.STOPPED && !view.open().isEmpty() && !unpushed.save(view.id())) {
            LOG.info("environment {} does not say that it saved its work before it is stopped", view.id());
        }
        Optional<Saves.Saved> saved = view.session()
                .map(Session::id)
                .filter(_ -> how != SessionState.ENDED)
                .flatMap(saves::last);
        // The key first: whatever still runs can do nothing with it.
        boolean over = store.write(tx -> {
            Branch branch = tx.branches().lock(view.branch().id());
            if (how == SessionState.STOPPED && !leaves(tx, view.id())) {
                return false;
            }
            if (!tx.environments().markGone(view.id(), why)) {
                return true;
            }
            List<Job> open = tx.jobs().open(view.id());
            for (Job job : open) {
                lost.accept(tx, job);
            }
            tx.sessions().byEnvironment(view.id()).ifPresent(session -> {
                if (tx.sessions().end(session.id(), how, why)) {
                    tell(tx, branch, session, how, why);
                    goOn(tx, branch, session, new Ended(view.environment().state(), how, why, !open.isEmpty(), saved));
                }
            });
            return true;
        });
        if (!over) {
            return;
        }
        view.session().map(Session::id).ifPresent(saves::tidy);
        asked.remove(view.id());
        disks.forget(view.id());
        attendance.forget(view.id());
        backend.ifPresent(made -> made.kill(view.id()));
        doors.remove(view.id());
        bearers.forget(view.id());
        view.environment().kept().ifPresent(kept -> backend.flatMap(Backend::keeping)
                .ifPresent(keeping -> measure(keeping, kept)));
    }

    /** Asked again under the lock: it may have got something to do. */
    private boolean leaves(Tx tx, EnvironmentId id) {
        return EnvironmentView.read(tx, id)
                .flatMap(now -> KeptTurn.leaving(now, attendance.last(id), tx.now()))
                .isPresent();
    }

    /** Looked at when a session leaves it: at any other time it changes under the eyes. */
    private void measure(Keeping keeping, KeptId kept) {
        try {
            long bytes = keeping.bytes(kept);
            store.change(tx -> tx.kept().markMeasured(kept, bytes));
        } catch (IllegalStateException e) {
            LOG.warn("kept environment {} is not measured", kept, e);
        }
    }

    private static void tell(Tx tx, Branch branch, Session session, SessionState how, String why) {
        tx.events()
                .append(
                        EventType.SESSION_ENDED,
                        branch.repo(),
                        branch.id(),
                        Map.of("session", session.id().toString(), "how", how.word(), "why", why));
    }

    /**
     * How an environment ended.
     *
     * @param worked whether a turn was under way
     */
    private record Ended(
            EnvironmentState before, SessionState how, String why, boolean worked, Optional<Saves.Saved> saved) {}

    private void goOn(Tx tx, Branch branch, Session session, Ended ended) {
        if (ended.how() == SessionState.ENDED
                || branch.state().ended()
                || branch.waitsFor().isPresent()) {
            return;
        }
        if (ended.how() == SessionState.STOPPED) {
            if (ended.worked()) {
                String prompt = Resuming.whatHappened(tx, session, ended.how(), ended.why());
                resuming.resume(tx, branch, session, "cook", ended.why(), prompt);
            }
            return;
        }
        int losses = ended.how() == SessionState.LOST ? tx.sessions().countLoss(session.id()) : 0;
        boolean needsNobody = Resuming.needsNobody(new Resuming.Loss(
                ended.how(),
                ended.before() == EnvironmentState.READY,
                resuming.agentResumes(session) && resuming.hasPlace(tx, session),
                losses));
        if (!needsNobody) {
            TurnKeeper.waitFor(tx, branch, wayOut(branch, session, ended, losses));
        } else if (ended.worked()) {
            String prompt = Resuming.whatHappened(tx, session, ended.how(), ended.why());
            resuming.resume(tx, branch, session, "cook", ended.why(), prompt);
        }
        // Where no turn was under way there is nothing to go on with: whatever is sent back to the agent wakes it.
    }

    private static String wayOut(Branch branch, Session session, Ended ended, int losses) {
        String often = losses > 1 ? " " + losses + " times in a row" : "";
        String kept = ended.saved()
                .map(saved -> saved.way().orElseGet(saved::told) + ", and ")
                .orElse("nothing beyond " + branch.name() + " was saved; ");
        return "session " + session.id() + " was " + ended.how().word() + often + " (" + ended.why() + "), " + kept
                + "`session resume " + session.id() + "` goes on from there; or push to " + branch.name()
                + " with -o agent=… to start another, or `branch land` or `branch abandon` it";
    }
}
