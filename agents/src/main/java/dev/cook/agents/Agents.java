package dev.cook.agents;

import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.ServerAddress;
import dev.cook.agents.backend.Stray;
import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.bridge.OwnJobs;
import dev.cook.agents.bridge.Terminals;
import dev.cook.agents.bridge.Unpushed;
import dev.cook.agents.environment.Configurations;
import dev.cook.agents.environment.ConfiguredEnvironments;
import dev.cook.agents.environment.Definitions;
import dev.cook.agents.environment.EnvironmentController;
import dev.cook.agents.environment.EnvironmentReconciler;
import dev.cook.agents.environment.LastSeen;
import dev.cook.agents.environment.LaunchContext;
import dev.cook.agents.environment.PersistentEnvironmentActions;
import dev.cook.agents.environment.PersistentHomeReaper;
import dev.cook.agents.environment.SessionTokens;
import dev.cook.agents.output.JobReportReader;
import dev.cook.agents.output.LiveOutput;
import dev.cook.agents.output.RedactedOutput;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.output.UsageMeters;
import dev.cook.agents.session.AcpDriver;
import dev.cook.agents.session.AgentTools;
import dev.cook.agents.session.Autosaves;
import dev.cook.agents.session.BudgetController;
import dev.cook.agents.session.GateAgent;
import dev.cook.agents.session.JobDispatch;
import dev.cook.agents.session.JobReports;
import dev.cook.agents.session.Messages;
import dev.cook.agents.session.ReportInbox;
import dev.cook.agents.session.SessionActions;
import dev.cook.agents.session.SessionLimits;
import dev.cook.agents.session.SessionRecovery;
import dev.cook.agents.session.TurnController;
import dev.cook.agents.session.Verdicts;
import dev.cook.agents.transcript.PriceTable;
import dev.cook.agents.transcript.UsageMeter;
import dev.cook.domain.BranchId;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.Job;
import dev.cook.domain.Purpose;
import dev.cook.domain.RepoId;
import dev.cook.domain.Session;
import dev.cook.git.Trees;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All that runs agents, put together: what the commands, the pages and the environments of a server speak with. */
public final class Agents implements AutoCloseable {
    private final Store store;
    private final Trees trees;
    private final Backends backends;
    private final EnvironmentSockets sockets;
    private final SessionSettings settings;
    private final Autosaves saves;
    private final Clock clock;
    private final Configurations configurations;
    private final ConfiguredEnvironments configured;
    private final Definitions definitions;
    private final SessionRecovery resuming;
    private final LiveOutput raw = new LiveOutput();
    private final LiveOutput live = new LiveOutput();
    private final JobReportReader reportReader;
    private final Bridges bridges;
    private final BudgetController allowances;
    private final Terminals terminals;
    private final SessionTokens sessionTokens;
    private final Unpushed unpushed;
    private final JobReports reports;
    private final EnvironmentProtocol protocol;
    private final SessionActions actions;
    private final Messages messages;
    private final AgentTools tools;
    private final Verdicts verdicts;
    private final PersistentEnvironmentActions persistentEnvironments;
    private volatile Optional<EnvironmentController> keeper = Optional.empty();

    /**
     * Runs agents as the configuration says.
     *
     * @param trees where a target's cook.toml is read, for what its sessions may use
     * @param prices what models cost whose agents do not say it
     * @param saves what sessions saved without having pushed it
     * @param bearerKey random bytes of this server, from which the sessionTokens of agents are made
     * @param data the server's data directory, where configurations are kept
     */
    public Agents(
            Store store,
            Backends backends,
            EnvironmentSockets sockets,
            SessionSettings settings,
            Trees trees,
            PriceTable prices,
            Autosaves saves,
            byte[] bearerKey,
            Path data,
            Clock clock) {
        this.store = store;
        this.trees = trees;
        this.backends = backends;
        this.sockets = sockets;
        this.settings = settings;
        this.saves = saves;
        this.clock = clock;
        this.configurations = new Configurations(data);
        this.configured = new ConfiguredEnvironments(backends, sockets);
        this.definitions = new Definitions(backends, trees);
        this.resuming = new SessionRecovery(settings, backends);
        this.reportReader = new JobReportReader(settings, prices, settings.handedOut(backends.secrets()));
        store.redactWith(reportReader.redaction()::text);
        UsageMeters meters = new UsageMeters(this::meter, live);
        RedactedOutput redacted = new RedactedOutput(reportReader.redaction(), raw, meters);
        JobDispatch dispatch = new JobDispatch(
                store, settings, saves, (tx, turn) -> allowances().timeLeft(tx, turn.branch(), turn.session()));
        AcpDriver acp = new AcpDriver(
                dispatch::spokenWith,
                (job, conversation) -> store.change(
                        tx -> tx.jobs().get(job.job()).flatMap(Job::session).ifPresent(session -> tx.sessions()
                                .converse(session, conversation))));
        this.bridges = new Bridges(OwnJobs.of(store), (job, bytes) -> {
            acp.output(job, bytes);
            redacted.output(job, bytes);
        });
        this.allowances = new BudgetController(store, new SessionLimits(trees), reportReader, meters, bridges, clock);
        this.terminals = new Terminals(bridges, reportReader.redaction());
        this.sessionTokens = new SessionTokens(bearerKey, reportReader.redaction());
        this.unpushed = new Unpushed(bridges);
        this.reports =
                new JobReports(store, reportReader, new ReportInbox(data), raw, live, meters, redacted, bridges, acp);
        this.protocol =
                new EnvironmentProtocol(store, configurations, reportReader, bridges, dispatch, acp, reports, unpushed);
        this.actions = new SessionActions(store, resuming);
        this.tools =
                new AgentTools(store, reportReader.redaction(), live, allowances, unpushed, new Stray(store, trees));
        this.verdicts = new Verdicts(store, reportReader.redaction());
        this.messages = new Messages(store, settings, resuming, bridges, allowances);
        this.persistentEnvironments = new PersistentEnvironmentActions(store, backends);
    }

    private BudgetController allowances() {
        return allowances;
    }

    private Optional<UsageMeter> meter(EnvironmentJob heard) {
        return store.read(tx -> tx.jobs().get(heard.job()).flatMap(job -> job.session()
                .flatMap(tx.sessions()::get)
                .map(Session::agent)
                .or(() -> job.gateRun().flatMap(tx.gateRuns()::get).flatMap(GateAgent::of))
                .flatMap(agent -> reportReader.meter(job, agent))));
    }

    /**
     * Starts looking after environments and turns, until what it answers with is closed, last first.
     *
     * @param server where environments dial home to
     * @param objects the directory of a repository's objects, lent to its environments
     */
    public List<AutoCloseable> start(ServerAddress server, Function<RepoId, Path> objects) {
        sockets.leadTo(server);
        store.read(tx -> tx.environments().alive()).stream()
                .filter(environment -> environment.purpose() == Purpose.SESSION)
                .forEach(environment -> sessionTokens.remember(environment.id(), environment.fingerprint()));
        LaunchContext how = new LaunchContext(server, objects, settings.secrets(), settings.autosave());
        configured.launchedBy(how);
        EnvironmentReconciler reconciler = new EnvironmentReconciler(
                store,
                definitions,
                configurations,
                how,
                bridges,
                sockets,
                reports::unreported,
                resuming,
                saves,
                sessionTokens,
                new LastSeen(terminals::isWatched, clock),
                unpushed,
                clock);
        EnvironmentController environments =
                new EnvironmentController(store, backends, reconciler, settings.sessions(), clock);
        keeper = Optional.of(environments);
        TurnController turns =
                new TurnController(store, settings, resuming, allowances, saves, new Stray(store, trees));
        PersistentHomeReaper keepers = new PersistentHomeReaper(store, backends);
        return List.of(environments, environments.start(), keepers.start(), turns.start(), allowances.start());
    }

    /** What an environment waits for before its agent may work, in words; empty: for nothing. */
    public Optional<String> waits(Tx tx, EnvironmentId id) {
        return tx.persistentEnvironments()
                .waits(id)
                .or(() -> tx.failures().reason(id).map(why -> "for its environment: " + why))
                .or(() -> keeper.flatMap(environments -> environments.waits(id)));
    }

    /** What is known to keep the agent of a branch's session from starting, for whoever asked for it. */
    public Optional<String> missing(BranchId branch) {
        record Found(Session session, Environment environment) {}
        Optional<Found> found = store.read(tx -> tx.sessions().alive(branch).flatMap(session -> tx.environments()
                .get(session.environment())
                .map(environment -> new Found(session, environment))));
        return found.flatMap(one ->
                settings.agent(one.session().agent()).flatMap(agent -> definitions.missing(one.environment(), agent)));
    }

    /** What environments say and ask. */
    public EnvironmentProtocol protocol() {
        return protocol;
    }

    /** Which environments are connected. */
    public Bridges bridges() {
        return bridges;
    }

    /** The environments of the server's file. */
    public ConfiguredEnvironments configured() {
        return configured;
    }

    /** What people do with persistent environments. */
    public PersistentEnvironmentActions persistentEnvironments() {
        return persistentEnvironments;
    }

    /** What people do with sessions. */
    public SessionActions actions() {
        return actions;
    }

    /** What people say to agents at work. */
    public Messages messages() {
        return messages;
    }

    /** What people read of running jobs: text of what agents do, and what everything else writes. */
    public LiveOutput live() {
        return live;
    }

    /** What running jobs write to their terminals, agents too. */
    public LiveOutput raw() {
        return raw;
    }

    /** Whether somebody who types into an agent's terminal is heard: not by agents that report in a format of their own. */
    public boolean listens(String agent) {
        return settings.listens(agent);
    }

    /** The terminals that people have in environments. */
    public Terminals terminals() {
        return terminals;
    }

    /** What agents can find out and say. */
    public AgentTools tools() {
        return tools;
    }

    /** What agents say that review for gates. */
    public Verdicts verdicts() {
        return verdicts;
    }

    /** What sessions saved without having pushed it. */
    public Autosaves saves() {
        return saves;
    }

    /** Ends the connections of all environments, which dial the server that comes next. */
    public void hangUp() {
        bridges.closeAll();
    }

    @Override
    public void close() {
        hangUp();
    }
}
