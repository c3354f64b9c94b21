package dev.cook.app;

import dev.cook.agents.Agents;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.ServerAddress;
import dev.cook.agents.mcp.McpServer;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.review.Reviews;
import dev.cook.agents.session.Autosaves;
import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.CookVersion;
import dev.cook.gates.Gates;
import dev.cook.git.CandidateBuilder;
import dev.cook.git.FossilWriter;
import dev.cook.git.GateCommits;
import dev.cook.git.GitRepos;
import dev.cook.git.GitSettings;
import dev.cook.git.Importing;
import dev.cook.git.LfsLimits;
import dev.cook.git.LfsObjects;
import dev.cook.git.Maintenance;
import dev.cook.git.MaintenanceController;
import dev.cook.git.NoteWriter;
import dev.cook.git.SavedWork;
import dev.cook.git.Trees;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.git.diff.CodePlaces;
import dev.cook.git.diff.Diffs;
import dev.cook.git.diff.Interdiff;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.OwnAddresses;
import dev.cook.hooks.PushHooks;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsTokens;
import dev.cook.http.HttpGitServer;
import dev.cook.http.HttpSettings;
import dev.cook.http.exchange.HttpLimits;
import dev.cook.merge.AttestationController;
import dev.cook.merge.BranchEnding;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.HostKey;
import dev.cook.sshd.SshGitServer;
import dev.cook.sshd.SshLimits;
import dev.cook.sshd.command.CookCommands;
import dev.cook.store.ControllerStatus;
import dev.cook.store.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: every part is made here and nowhere else, and closed in the reverse order. */
public final class CookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CookServer.class);

    /** People who may be just signing in over SSH, beside all environments when they dial in together. */
    private static final int STRANGERS = 64;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Clock clock = Clock.systemUTC();
    private final CompletableFuture<String> displaced = new CompletableFuture<>();
    private Optional<String> firstAdmin = Optional.empty();
    private IntSupplier viewers = () -> 0;
    private Supplier<Store.Asked> asked = () -> new Store.Asked(0, 0);
    private Supplier<List<ControllerStatus>> controllers = List::of;
    private String sshUrl = "";
    private String httpUrl = "";
    private int httpPort;

    private CookServer() {}

    /**
     * Starts a server.
     *
     * @param adminKey public key of the admin of a new server; empty: those in {@code home/.ssh}
     * @param environment the server's environment variables, of which agents get what their configuration names
     * @throws StartFailure if it cannot be started as it was told to
     */
    public static CookServer start(
            CookConfig config, Optional<Path> adminKey, Path home, Map<String, String> environment) throws IOException {
        CookServer server = new CookServer();
        try {
            server.begin(config, adminKey, home, environment);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void begin(CookConfig config, Optional<Path> adminKey, Path home, Map<String, String> environment)
            throws IOException {
        // Whatever may be wrong is found before there is anything that a start which comes to nothing would leave
        // behind.
        DataDirectory directory = DataDirectory.at(config.server().data());
        ConfiguredParts configured = ConfiguredParts.of(config);
        ServerDatabase database = new ServerDatabase(config.database(), directory, parts::push);
        FirstAdmin admin = FirstAdmin.of(adminKey, home, database.isNew());
        keep(directory.lock());
        Path data = directory.path();
        String serverId = ServerId.of(data);
        KeyPair signing = SigningKey.of(data);
        KeyPair host = hostKey(data);
        byte[] bearers = BearerKey.of(data);
        Listening.requireFree(config);
        Store store = database.open(serverId, clock, displaced::complete);
        asked = store::asked;
        controllers = store::controllers;
        firstAdmin = admin.ensure(store);
        GitSettings.install();
        GitRepos repos = keep(new GitRepos(data, store));
        Authenticator callers = keep(new Authenticator(store));
        Trees trees = new Trees(repos);
        SavedWork saved = new SavedWork(repos);
        ServerEnvironments environments = configured.environments();
        Gates gates = new Gates(
                store, trees, new GateCommits(repos), config.limits().gateRuns(), environments, config.agents(), clock);
        MergeQueue queue = new MergeQueue(
                store,
                new CandidateBuilder(repos, config.limits().merge(), clock),
                gates.definitions()::queue,
                trees,
                new BranchEnding(store, new FossilWriter(repos), saved, clock),
                config.limits().gateRuns());
        EnvironmentSockets sockets = keep(new EnvironmentSockets(data));
        Agents agents = keep(new Agents(
                store,
                Backends.of(environments, made -> ConfiguredParts.backend(data, made, serverId, sockets)),
                sockets,
                new SessionSettings(
                        config.agents(),
                        config.limits().sessions(),
                        config.limits().log(),
                        config.limits().autosave(),
                        environment),
                trees,
                configured.prices(),
                new Autosaves(store, saved),
                bearers,
                data,
                clock));
        AtomicReference<String> url = new AtomicReference<>("");
        Path tools = data.resolve("tools.sock");
        Diffs diffs = new Diffs(repos);
        Reviews reviews = Reviews.of(store, agents.messages(), trees, new CodePlaces(repos, diffs));
        LfsObjects large = new LfsObjects(
                repos,
                new LfsLimits(config.limits().lfsObject(), config.limits().lfsRepository()));
        PushHooks hooks = new PushHooks(
                store, repos, large, configured.pushes(), ConfiguredParts.remarks(gates.remarks(), agents), url::get);
        Lfs lfs = new Lfs(store, callers, hooks, large, new LfsTokens(bearers, clock), url::get);

        SshGitServer ssh = keep(new SshGitServer(
                new InetSocketAddress(
                        config.ssh().listen().host(), config.ssh().listen().port()),
                SshLimits.standard()
                        .with(
                                config.limits().connections(),
                                config.limits().connectionsPerAddress(),
                                STRANGERS
                                        + config.limits().sessions()
                                        + config.limits().gateRuns(),
                                config.limits().idle()),
                host,
                callers,
                hooks,
                lfs,
                new CookCommands(
                        store,
                        hooks,
                        queue,
                        gates,
                        agents,
                        reviews,
                        trees,
                        new Importing(repos, large, store),
                        large,
                        url::get,
                        SigningKey.pem(signing.getPublic()),
                        tools),
                sockets::isFromHere));
        // Ended before the connections are: environments have no reason to hang up by themselves, and viewers shall see
        // their screens restored and be told why.
        keep(agents::hangUp);
        viewers = keep(agents.terminals())::viewers;
        int sshPort = Listening.port("ssh", config.ssh().listen(), ssh::start);
        sshUrl = config.ssh().urlFor(sshPort);
        URI ssUri = URI.create(sshUrl);
        HttpGitServer http = keep(new HttpGitServer(
                new HttpSettings(
                        config.http().listen().host(),
                        config.http().listen().port(),
                        config.http().url(),
                        ssUri.getHost(),
                        ssUri.getPort() < 0 ? 22 : ssUri.getPort(),
                        config.http()::isTrustedProxy,
                        new ServerHealth(store, data.resolve("repos"), ssh::isListening, () -> agents.bridges()
                                .connected()
                                .size()),
                        Optional.of(tools)),
                HttpLimits.standard()
                        .with(
                                config.limits().pack(),
                                config.limits().connections(),
                                config.limits().connectionsPerAddress(),
                                config.limits().idle()),
                store,
                callers,
                hooks,
                lfs,
                gates,
                queue,
                agents,
                new McpServer(agents.tools(), CookVersion.current()),
                saved,
                trees,
                diffs,
                RepositoryReaders.of(repos),
                new Interdiff(repos, diffs),
                reviews,
                clock));
        httpPort = Listening.port("http", config.http().listen(), http::start);
        httpUrl = http.url();
        url.set(httpUrl);
        String inside = Listening.dialled(config.ssh().listen().host());
        OwnAddresses addresses = new OwnAddresses(List.of(
                ssUri,
                URI.create(httpUrl),
                URI.create("ssh://" + Listening.inUrl(inside) + ":" + sshPort),
                URI.create("http://"
                        + Listening.inUrl(
                                Listening.dialled(config.http().listen().host())) + ":" + httpPort)));
        hooks.reachedAt(addresses);

        keep(new MaintenanceController(store, repos, new Maintenance(repos, store), clock).start());
        keep(gates.start());
        keep(queue.start());
        keep(new AttestationController(store, new NoteWriter(repos), signing, clock).start());
        ServerAddress dialHome = new ServerAddress(inside, sshPort, "cook", ssh.publicKey(), addresses.lines());
        agents.start(dialHome, repos::objects).forEach(this::keep);
        LOG.info("ready at {} and {}, data in {}", sshUrl, httpUrl, data);
    }

    /** Told why, should another server take the database from this one, which has to stop then. */
    public CompletableFuture<String> displaced() {
        return displaced;
    }

    /** What a new admin is told, at a first start. */
    public Optional<String> firstAdmin() {
        return firstAdmin;
    }

    public String sshUrl() {
        return sshUrl;
    }

    public String httpUrl() {
        return httpUrl;
    }

    /** Where it listens, whatever proxies are in front. */
    int httpPort() {
        return httpPort;
    }

    /** People who look at a terminal at this moment. */
    public int viewers() {
        return viewers.getAsInt();
    }

    /** What the server asked of its database so far. */
    Store.Asked asked() {
        return asked.get();
    }

    /** How its controllers do, by name. */
    List<ControllerStatus> controllers() {
        return controllers.get();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close well", part.getClass().getSimpleName(), e);
            }
        }
    }

    private static KeyPair hostKey(Path data) {
        try {
            return HostKey.at(data.resolve("host_key"));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }
}
