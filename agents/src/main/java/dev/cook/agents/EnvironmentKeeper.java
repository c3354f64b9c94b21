package dev.cook.agents;

import dev.cook.domain.Branch;
import dev.cook.domain.CandidateRef;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentState;
import dev.cook.domain.EventType;
import dev.cook.domain.GateRun;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Purpose;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the environments on this machine closer to their rows: launches what is wanted, starts jobs in what is ready,
 * notices what died, destroys what nobody needs.
 */
final class EnvironmentKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentKeeper.class);

    /** How often an environment is launched before it is given up. */
    private static final int MOST_LAUNCHES = 3;

    /** An environment that has not dialled home by then is launched anew: a big checkout takes a minute at most. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    /** How often environments without a row are looked for. */
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    private final Store store;
    private final LocalBackend backend;
    private final Bridges bridges;
    private final BiConsumer<Tx, Job> lost;
    private final Home home;
    private final int sessions;
    private final Clock clock;
    private Instant swept = Instant.EPOCH;

    /**
     * Where environments find the server and what it lends them.
     *
     * @param server known once the SSH server listens
     * @param objects the directory of a repository's objects
     */
    record Home(ServerAddress server, Function<RepoId, Path> objects) {}

    /** @param lost ends a job that is gone with its environment, keeping what was seen of it */
    EnvironmentKeeper(
            Store store,
            LocalBackend backend,
            Bridges bridges,
            BiConsumer<Tx, Job> lost,
            Home home,
            int sessions,
            Clock clock) {
        this.store = store;
        this.backend = backend;
        this.bridges = bridges;
        this.lost = lost;
        this.home = home;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** An environment with all that its fate depends on. */
    private record View(
            Environment environment,
            Branch branch,
            Repo repo,
            Optional<Session> session,
            Optional<GateRun> gateRun,
            List<Job> open,
            List<Oid> tips) {

        /** Why nobody needs it any more; empty: somebody does. */
        Optional<String> needless() {
            return switch (environment.purpose()) {
                case SESSION -> {
                    if (session.isEmpty() || session.get().state().ended()) {
                        yield Optional.of("its session ended");
                    }
                    yield branch.state().ended()
                            ? Optional.of("its branch " + branch.state().word())
                            : Optional.empty();
                }
                case GATE ->
                    gateRun.isEmpty() || gateRun.get().state().over()
                            ? Optional.of("its gate run is over")
                            : Optional.empty();
            };
        }
    }

    void pass() {
        sweep();
        List<View> views = store.read(tx -> tx.environments().alive().stream()
                .map(environment -> view(tx, environment))
                .toList());
        long working = views.stream()
                .filter(view -> view.environment().purpose() == Purpose.SESSION
                        && view.environment().state() != EnvironmentState.WANTED)
                .count();
        for (View view : views) {
            if (view.needless().isPresent()) {
                destroy(view, view.needless().get());
                continue;
            }
            switch (view.environment().state()) {
                case WANTED -> {
                    boolean counts = view.environment().purpose() == Purpose.SESSION;
                    if (!counts || working < sessions) {
                        launch(view);
                        working += counts ? 1 : 0;
                    }
                }
                case LAUNCHED, READY -> watch(view);
                case GONE -> {}
            }
        }
    }

    private static View view(Tx tx, Environment environment) {
        Branch branch = tx.branches()
                .get(environment.branch())
                .orElseThrow(() -> new IllegalStateException(environment + " serves no branch"));
        Repo repo = tx.repos()
                .get(environment.repo())
                .orElseThrow(() -> new IllegalStateException(environment + " is in no repository"));
        List<Oid> tips = new ArrayList<>();
        environment.commit().ifPresent(tips::add);
        tip(tx, branch, branch.name().ref()).ifPresent(tips::add);
        tip(tx, branch, branch.target().ref()).ifPresent(tips::add);
        return new View(
                environment,
                branch,
                repo,
                tx.sessions().byEnvironment(environment.id()),
                tx.gateRuns().byEnvironment(environment.id()),
                tx.jobs().open(environment.id()),
                tips);
    }

    private static Optional<Oid> tip(Tx tx, Branch branch, String ref) {
        return tx.refs().get(branch.repo(), ref).flatMap(NamedRef::id);
    }

    private void launch(View view) {
        Environment environment = view.environment();
        EnvironmentKey key = EnvironmentKey.generate();
        store.change(tx -> tx.environments().markLaunched(environment.id(), key.fingerprint(), key.publicKey()));
        try {
            backend.launch(spec(view, key));
        } catch (SandboxMissing e) {
            lose(view, e.why());
        }
    }

    private LaunchSpec spec(View view, EnvironmentKey key) {
        Environment environment = view.environment();
        String agent = view.session().map(Session::agent).orElse("gate");
        Checkout checkout = environment
                .commit()
                .<Checkout>map(commit -> new Checkout.Commit(CandidateRef.NAME, commit))
                .orElseGet(() -> new Checkout.Branch(view.branch().name()));
        ServerAddress server = home.server();
        return new LaunchSpec(
                environment.id(),
                home.objects().apply(environment.repo()),
                view.tips(),
                Variables.NONE,
                server,
                "ssh://" + server.user() + "@" + server.host() + ":" + server.port() + "/"
                        + view.repo().name(),
                key.privateKey(),
                new GitIdentity(agent, agent + "@cook.invalid"),
                checkout);
    }

    private void watch(View view) {
        EnvironmentId id = view.environment().id();
        if (!backend.isRunning(id)) {
            if (view.environment().state() == EnvironmentState.LAUNCHED
                    && view.environment().launches() < MOST_LAUNCHES) {
                launch(view);
            } else {
                lose(view, "its processes are gone");
            }
            return;
        }
        Optional<Bridge> bridge = bridges.of(id);
        if (bridge.isEmpty()) {
            boolean silent = view.environment().state() == EnvironmentState.LAUNCHED
                    && view.environment()
                            .launchedAt()
                            .filter(at -> at.plus(LONGEST_SILENCE).isBefore(clock.instant()))
                            .isPresent();
            if (silent) {
                backend.kill(id);
            }
            return;
        }
        try {
            startJobs(view, bridge.get());
        } catch (BridgeClosed e) {
            LOG.info("bridge of environment {} closed; it dials again", id);
        }
    }

    /**
     * Starting a job twice does no harm: its script runs once and reports again. Jobs of one environment share its work
     * tree, so the next one waits until the one before has reported: an agent may call its work done while its turn
     * still runs.
     */
    private void startJobs(View view, Bridge bridge) {
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

    private void noteStart(View view, Job job) {
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

    /** It died, or cannot be launched: its jobs are lost, and with a session somebody is told. */
    private void lose(View view, String why) {
        end(view, why, SessionState.LOST);
    }

    private void destroy(View view, String why) {
        end(view, why, SessionState.ENDED);
    }

    private void end(View view, String why, SessionState how) {
        // The key first: whatever still runs can do nothing with it.
        store.change(tx -> {
            Branch branch = tx.branches().lock(view.branch().id());
            if (!tx.environments().markGone(view.environment().id(), why)) {
                return;
            }
            for (Job job : tx.jobs().open(view.environment().id())) {
                lost.accept(tx, job);
            }
            Optional<Session> ended =
                    tx.sessions().byEnvironment(view.environment().id());
            ended.ifPresent(session -> {
                if (tx.sessions().end(session.id(), how, why)) {
                    tellEnd(tx, branch, session, how, why);
                }
            });
        });
        backend.kill(view.environment().id());
    }

    private static void tellEnd(Tx tx, Branch branch, Session session, SessionState how, String why) {
        tx.events()
                .append(
                        EventType.SESSION_ENDED,
                        branch.repo(),
                        branch.id(),
                        Map.of("session", session.id().toString(), "how", how.word(), "why", why));
        if (how == SessionState.LOST
                && !branch.state().ended()
                && branch.waitsFor().isEmpty()) {
            String wait = "session " + session.id() + " was lost (" + why + "): push to " + branch.name()
                    + " with -o agent=… to start another, or `branch land` or `branch abandon` it";
            tx.branches().waitFor(branch.id(), wait);
            tx.events().append(EventType.BRANCH_WAITED, branch.repo(), branch.id(), Map.of("why", wait));
        }
    }

    /** Ends what has no row: left by a crash between a commit and what had to follow it. */
    private void sweep() {
        Instant now = clock.instant();
        if (swept.isAfter(now.minus(SWEEP_EVERY))) {
            return;
        }
        Set<EnvironmentId> orphans = new HashSet<>(backend.list());
        store.read(tx -> tx.environments().alive()).forEach(environment -> orphans.remove(environment.id()));
        for (EnvironmentId orphan : orphans) {
            LOG.info("environment {} belongs to nothing that is alive; it is destroyed", orphan);
            backend.kill(orphan);
        }
        swept = now;
    }
}
