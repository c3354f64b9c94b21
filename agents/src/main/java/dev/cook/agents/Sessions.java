package dev.cook.agents;

import dev.cook.agents.session.AgentTools;
import dev.cook.agents.session.AllowanceKeeper;
import dev.cook.agents.environment.Attendance;
import dev.cook.agents.backend.Backend;
import dev.cook.agents.environment.BackendCheck;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.output.BadReport;
import dev.cook.agents.environment.Bearers;
import dev.cook.agents.bridge.BridgeClosed;
import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.session.Caps;
import dev.cook.agents.environment.Configurations;
import dev.cook.agents.environment.Definitions;
import dev.cook.agents.backend.Doors;
import dev.cook.agents.session.Driving;
import dev.cook.agents.environment.EnvironmentCare;
import dev.cook.agents.environment.EnvironmentKeeper;
import dev.cook.agents.session.GateAgent;
import dev.cook.agents.session.Handing;
import dev.cook.agents.session.Hands;
import dev.cook.agents.output.JobReport;
import dev.cook.agents.environment.Kept;
import dev.cook.agents.environment.KeptKeeper;
import dev.cook.agents.environment.Launching;
import dev.cook.agents.output.LiveOutput;
import dev.cook.agents.session.Messages;
import dev.cook.agents.output.Meters;
import dev.cook.agents.bridge.OwnJobs;
import dev.cook.agents.output.Records;
import dev.cook.agents.session.ReportInbox;
import dev.cook.agents.session.Resuming;
import dev.cook.agents.session.Saves;
import dev.cook.agents.backend.ServerAddress;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.backend.Stray;
import dev.cook.agents.output.StruckOutput;
import dev.cook.agents.bridge.Terminals;
import dev.cook.agents.session.TurnKeeper;
import dev.cook.agents.bridge.Unpushed;
import dev.cook.agents.session.Verdicts;

import dev.cook.domain.Outcome;

import dev.cook.agents.transcript.PriceTable;
import dev.cook.agents.transcript.UsageMeter;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.EventType;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.Purpose;
import dev.cook.domain.RepoId;
import dev.cook.domain.Revision;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import dev.cook.domain.Text;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sessions of agents: started in environments, connected over bridges, recorded, told what did not pass. */
public final class Sessions implements AutoCloseable {
    /** Reports taken at once, as each passes through the heap; the others wait, and a job reports until it is heard. */
    private final Semaphore reports = new Semaphore(1, true);

    private final Store store;
    private final Trees trees;
    private final Backends backends;
    private final Doors doors;
    private final SessionSettings settings;
    private final Saves saves;
    private final Configurations configurations;
    private final Resuming resuming;
    private final Clock clock;
    private final AtomicInteger checks = new AtomicInteger();
    private volatile Optional<Launching> launching = Optional.empty();
    private volatile Optional<EnvironmentKeeper> keeper = Optional.empty();
    private final LiveOutput live = new LiveOutput();
    private final Records records;
    private final Meters meters;
    private final StruckOutput struck;
    private final Handing handing;
    private final Driving driving;
    private final Bridges bridges;
    private final AllowanceKeeper allowances;
    private final Terminals terminals;
    private final Messages messages;
    private final Bearers bearers;
    private final Unpushed unpushed;
    private final AgentTools tools;
    private final Verdicts verdicts;
    private final Kept kept;
    private final ReportInbox inbox;

    /**
     * Runs agents as the configuration says.
     *
     * @param trees where a target's cook.toml is read, for what its sessions may use
     * @param prices what models cost whose agents do not say it
     * @param saves what sessions saved without having pushed it
     * @param bearerKey random bytes of this server, from which the bearers of agents are made
     * @param data the server's data directory, where configurations are kept
     */
    public Sessions(
            Store store,
            Backends backends,
            Doors doors,
            SessionSettings settings,
            Trees trees,
            PriceTable prices,
            Saves saves,
            byte[] bearerKey,
            Path data,
            Clock clock) {
        this.store = store;
        this.trees = trees;
        this.backends = backends;
        this.doors = doors;
        this.settings = settings;
        this.saves = saves;
        this.configurations = new Configurations(data);
        this.resuming = new Resuming(settings, backends);
        this.clock = clock;
        this.records = new Records(settings, prices, settings.handedOut(backends.secrets()));
        store.strikeWith(records.redaction()::text);
        this.meters = new Meters(this::meter);
        this.struck = new StruckOutput(records.redaction(), live, meters);
        this.handing = new Handing(
                store, settings, saves, (tx, turn) -> allowances().timeLeft(tx, turn.branch(), turn.session()));
        this.driving = new Driving(
                handing::spokenWith,
                (job, conversation) -> store.change(
                        tx -> tx.jobs().get(job.job()).flatMap(Job::session).ifPresent(session -> tx.sessions()
                                .converse(session, conversation))));
        this.bridges = new Bridges(OwnJobs.of(store), (job, bytes) -> {
            driving.output(job, bytes);
            struck.output(job, bytes);
        });
        this.allowances = new AllowanceKeeper(store, new Caps(trees), records, meters, bridges, clock);
        this.terminals = new Terminals(bridges, records.redaction());
        this.bearers = new Bearers(bearerKey, records.redaction());
        this.unpushed = new Unpushed(bridges);
        this.tools = new AgentTools(store, records.redaction(), live, allowances, unpushed, new Stray(store, trees));
        this.verdicts = new Verdicts(store, records.redaction());
        this.messages = new Messages(store, settings, resuming, bridges, allowances);
        this.kept = new Kept(store, backends);
        this.inbox = new ReportInbox(data);
    }

    private AllowanceKeeper allowances() {
        return allowances;
    }

    private Optional<UsageMeter> meter(EnvironmentJob heard) {
        return store.read(tx -> tx.jobs().get(heard.job()).flatMap(job -> job.session()
                .flatMap(tx.sessions()::get)
                .flatMap(session -> records.meter(job, session))));
    }

    /**
     * Speaks with an agent over a connection of its environment, until its turn is over.
     *
     * @param gone whether nobody is there any more
     * @return false if there is nobody to speak with
     */
    public boolean drive(EnvironmentId id, JobId job, OutputStream out, BooleanSupplier gone)
            throws IOException, InterruptedException {
        return handing.isOpen(id, job) && driving.drive(new EnvironmentJob(id, job), out, gone);
    }

    /**
     * Starts looking after environments and turns, until what it answers with is closed, last first.
     *
     * @param server where environments dial home to
     * @param objects the directory of a repository's objects, lent to its environments
     */
    public List<AutoCloseable> start(ServerAddress server, Function<RepoId, Path> objects) {
        doors.leadTo(server);
        store.read(tx -> tx.environments().alive()).stream()
                .filter(environment -> environment.purpose() == Purpose.SESSION)
                .forEach(environment -> bearers.remember(environment.id(), environment.fingerprint()));
        Launching how = new Launching(server, objects, settings.secrets(), settings.autosave());
        launching = Optional.of(how);
        EnvironmentCare care = new EnvironmentCare(
                store,
                new Definitions(backends, trees),
                configurations,
                how,
                bridges,
                doors,
                this::unreported,
                resuming,
                saves,
                bearers,
                new Attendance(terminals::isWatched, clock),
                unpushed,
                clock);
        EnvironmentKeeper environments = new EnvironmentKeeper(store, backends, care, settings.sessions(), clock);
        keeper = Optional.of(environments);
        TurnKeeper turns = new TurnKeeper(store, settings, resuming, allowances, saves, new Stray(store, trees));
        KeptKeeper keepers = new KeptKeeper(store, backends);
        return List.of(environments, environments.start(), keepers.start(), turns.start(), allowances.start());
    }

    private void unreported(Tx tx, Job job, Optional<String> failure) {
        byte[] tail = live.tail(job.id()).orElse(new byte[0]);
        JobOutput seen = new JobOutput(tail, new byte[0], live.written(job.id()) > tail.length);
        boolean open = failure.map(why -> tx.jobs().markFailed(job.id(), Job.UNSEEN, why, seen))
                .orElseGet(() -> tx.jobs().markLost(job.id(), seen));
        if (open) {
            job.session()
                    .flatMap(tx.sessions()::get)
                    .ifPresent(session -> records.keep(
                            tx, job, session, records.seen(job, session, tail, meters.usage(job.inEnvironment()))));
        }
        driving.forget(job.inEnvironment());
    }

    /** What the server's file has. */
    public ServerEnvironments serverEnvironments() {
        return backends.server();
    }

    /** The names of the environments that there are to choose from, sorted. */
    public List<String> environments() {
        return backends.byName().keySet().stream().sorted().toList();
    }

    /**
     * A configured environment, for people to read.
     *
     * @param limits what one may use, in words
     * @param usdPerHour empty: unknown
     * @param lacks what those that are made of it lack of what is configured, as far as was seen, and limits that nothing holds
     */
    public record ConfiguredEnvironment(
            String name, String backend, String limits, Optional<String> usdPerHour, Optional<String> lacks) {}

    /** The same with what they are. */
    public List<ConfiguredEnvironment> configuredEnvironments() {
        return backends.byName().values().stream()
                .sorted(Comparator.comparing(configured -> configured.config().name()))
                .map(configured -> new ConfiguredEnvironment(
                        configured.config().name(),
                        configured.config().backend().word(),
                        configured.config().resources().toString(),
                        configured.config().pricePerHour().map(BigDecimal::toPlainString),
                        shortcomings(configured.backend())))
                .toList();
    }

    private static Optional<String> shortcomings(Backend backend) {
        String all = Stream.of(backend.lacking(), backend.notHeld())
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    /** Something that tries what an environment's backend promises; empty: there is no such environment. */
    public Optional<BackendCheck> check(String name) {
        Launching how = launching.orElseThrow(() -> new IllegalStateException("the server has not started"));
        return backends.of(name)
                .map(configured -> new BackendCheck(configured.backend(), doors, how, checks.incrementAndGet()));
    }

    /** What an environment waits for before its agent may work, in words; empty: for nothing. */
    public Optional<String> waits(Tx tx, EnvironmentId id) {
        return tx.kept().waits(id).or(() -> keeper.flatMap(environments -> environments.waits(id)));
    }

    /** What running jobs write at this moment. */
    public LiveOutput live() {
        return live;
    }

    /** The terminals that people have in environments. */
    public Terminals terminals() {
        return terminals;
    }

    /** What people say to agents at work. */
    public Messages messages() {
        return messages;
    }

    /** What agents can find out and say. */
    public AgentTools tools() {
        return tools;
    }

    /** What agents say that review for gates. */
    public Verdicts verdicts() {
        return verdicts;
    }

    /** An environment says what in it is not pushed; false if it was not asked. */
    public boolean unpushed(EnvironmentId id, long number, String said) {
        return unpushed.answer(id, number, said);
    }

    /** What people do with kept environments. */
    public Kept kept() {
        return kept;
    }

    /** Whether a job has a window in its environment at this moment, as far as anybody can say. */
    public boolean hasWindow(EnvironmentId id, JobId job) {
        try {
            return bridges.of(id).filter(bridge -> bridge.jobs().contains(job)).isPresent();
        } catch (BridgeClosed e) {
            return false;
        }
    }

    /** Serves an environment that dialled home, until the connection ends. */
    public void connect(EnvironmentId id, InputStream in, OutputStream out) {
        bridges.serve(id, in, out, _ -> store.change(tx -> tx.environments().markReady(id)));
    }

    /** How many environments are connected at this moment. */
    public int connected() {
        return bridges.connected().size();
    }

    /** An environment tells what a job wrote while nobody listened; false if it was not asked. */
    public boolean hear(EnvironmentId id, JobId job, long number, InputStream in) throws IOException {
        return bridges.hear(id, job, number, in);
    }

    /** The files that make an environment somebody's own, as a tar; empty: none do. */
    public Optional<byte[]> configuration(EnvironmentId id) throws IOException {
        Optional<Revision> revision = store.read(tx -> tx.environments().configuration(id));
        return revision.isEmpty() ? Optional.empty() : Optional.of(configurations.files(revision.get()));
    }

    /** An environment says what Nix calls the files of its configuration; what is no such name is passed over. */
    public void hash(EnvironmentId id, String narHash) {
        if (narHash.matches("sha256-[A-Za-z0-9+/]{43}=")) {
            store.change(tx -> tx.environments().hash(id, narHash));
        }
    }

    /** Hands a job to its environment, as a tar; empty: that environment has no such open job. */
    public Optional<byte[]> fetch(EnvironmentId id, JobId job) {
        return handing.fetch(id, job);
    }

    /**
     * Takes a job's report. It may come again and again; only the first one counts. One that cannot be read would come
     * for ever: the job has failed then.
     *
     * @throws BadReport if it is no report
     */
    public void report(EnvironmentId id, JobId jobId, InputStream in) throws IOException, InterruptedException {
        Job job = store.read(tx -> tx.jobs().get(jobId))
                .filter(found -> found.environment().equals(id))
                .orElseThrow(() -> new BadReport("this environment has no job " + jobId));
        if (job.endedAt().isPresent()) {
            // Its report was taken, and nothing more is kept of it: the answer got lost on its way.
            return;
        }
        try {
            inbox.read(jobId, in, report -> take(job, report));
        } catch (BadReport.BrokenOff e) {
            throw e;
        } catch (BadReport e) {
            refuse(job, e);
        }
        live.forget(jobId);
        meters.forget(job.inEnvironment());
        struck.forget(job.inEnvironment());
        bridges.forget(job.inEnvironment());
        driving.forget(job.inEnvironment());
    }

    private void refuse(Job job, BadReport refused) {
        store.change(tx -> {
            tx.environments().lock(job.environment());
            unreported(tx, job, Optional.of("its report was refused: " + refused.getMessage()));
        });
    }

    private void take(Job job, JobReport report) throws IOException, InterruptedException {
        reports.acquire();
        try {
            Optional<Session> session = store.read(tx -> job.session().flatMap(tx.sessions()::get));
            Optional<String> agent = session.map(Session::agent)
                    .or(() -> store.read(
                            tx -> job.gateRun().flatMap(tx.gateRuns()::get).flatMap(GateAgent::of)));
            Records.Kept kept = records.read(report, job, agent);
            store.change(tx -> {
                tx.environments().lock(job.environment());
                if (tx.jobs().markEnded(job.id(), kept.status(), kept.leftovers(), kept.output())) {
                    kept.transcript()
                            .ifPresent(transcript -> session.ifPresentOrElse(
                                    found -> records.keep(tx, job, found, transcript),
                                    () -> records.keep(tx, job, transcript)));
                    job.session().ifPresent(tx.sessions()::forgetLosses);
                }
            });
        } finally {
            reports.release();
        }
    }

    /** An environment says that it cannot be made ready. */
    public void failed(EnvironmentId id, String why) {
        String told = Text.shortened(Text.printable(records.redaction().text(why)), 500);
        store.change(tx -> {
            Environment environment = tx.environments().lock(id);
            tx.branches().get(environment.branch()).ifPresent(branch -> {
                if (branch.waitsFor().isEmpty() && !branch.state().ended()) {
                    TurnKeeper.waitFor(tx, branch, "its environment could not be made ready: " + told);
                }
            });
        });
    }

    /** A person ends a session; its environment goes next. */
    public Outcome kill(SessionId id, String by) {
        return store.write(tx -> {
            Session session = session(tx.sessions().get(id));
            Branch branch = tx.branches().lock(session.branch());
            if (!tx.sessions().end(id, SessionState.KILLED, "by " + by)) {
                return new Outcome(false, "session " + id + " has ended already");
            }
            tx.events()
                    .append(
                            EventType.SESSION_ENDED,
                            branch.repo(),
                            branch.id(),
                            Map.of("session", id.toString(), "how", SessionState.KILLED.word(), "why", "by " + by));
            if (branch.state() == BranchState.ACTIVE) {
                TurnKeeper.waitFor(
                        tx,
                        branch,
                        "session " + id + " was killed by " + by + ": push to " + branch.name()
                                + ", or `branch land` or" + " `branch abandon` it");
            }
            return new Outcome(true, "session " + id + " is ended; what it pushed is on " + branch.name());
        });
    }

    /** Ends the connections of all environments, which dial the server that comes next. */
    public void hangUp() {
        bridges.closeAll();
    }

    /** What sessions saved without having pushed it. */
    public Saves saves() {
        return saves;
    }

    /**
     * A person lets a session go on that ended, in a new environment.
     *
     * @param prompt what the agent is told; empty: what happened
     * @param mayLand whether the person may let the branch land: else somebody has to say so again
     */
    public Outcome resume(SessionId id, String by, Optional<String> prompt, boolean mayLand) {
        return store.write(tx -> {
            Session session = session(tx.sessions().get(id));
            Branch branch = tx.branches().lock(session.branch());
            Optional<String> obstacle =
                    resuming.obstacle(tx, branch, session(tx.sessions().get(id)));
            if (obstacle.isPresent()) {
                return new Outcome(false, obstacle.get());
            }
            if (!mayLand) {
                tx.branches().setLanding(branch.id(), Landing.ASK);
            }
            if (prompt.isPresent()) {
                Hands.take(tx, branch.id(), by);
            }
            String why = session.reason().orElse("unknown");
            String told = prompt.orElseGet(() -> Resuming.whatHappened(tx, session, session.state(), why));
            resuming.resume(tx, branch, session, by, prompt.isPresent() ? "with other words" : why, told);
            return new Outcome(true, "session " + id + " goes on in a new environment");
        });
    }

    @Override
    public void close() {
        hangUp();
    }

    private static Session session(Optional<Session> found) {
        return found.orElseThrow(() -> new IllegalStateException("there is no such session"));
    }
}
