package dev.cook.app;

import dev.cook.agents.Agents;
import dev.cook.agents.backend.Backend;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.DockerBackend;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.LocalBackend;
import dev.cook.agents.backend.LocalSettings;
import dev.cook.agents.backend.PluginBackend;
import dev.cook.agents.backend.ServerAddress;
import dev.cook.agents.backend.SshBackend;
import dev.cook.agents.mcp.McpServer;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.session.Autosaves;
import dev.cook.agents.transcript.PriceTable;
import dev.cook.config.Agent;
import dev.cook.config.BackendSettings;
import dev.cook.config.CookConfig;
import dev.cook.config.Database;
import dev.cook.config.EnvironmentConfig;
import dev.cook.config.Sandbox;
import dev.cook.config.Secret;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.AccountId;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.CookVersion;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.gates.ConfigurationRemarks;
import dev.cook.gates.GateDefinitions;
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
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.OwnAddresses;
import dev.cook.hooks.PushHooks;
import dev.cook.hooks.PushSettings;
import dev.cook.hooks.Remarks;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsTokens;
import dev.cook.http.HttpGitServer;
import dev.cook.http.HttpLimits;
import dev.cook.http.HttpSettings;
import dev.cook.merge.AttestationController;
import dev.cook.merge.BranchEnding;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.SshGitServer;
import dev.cook.sshd.SshLimits;
import dev.cook.sshd.command.CookCommands;
import dev.cook.store.ServerLock;
import dev.cook.store.Store;
import dev.cook.store.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: every part is made here and nowhere else, and closed in the reverse order. */
public final class CookServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CookServer.class);

    /** People who may be just signing in over SSH, beside all environments when they dial in together. */
    private static final int STRANGERS = 64;

    /** Bytes of a Unix socket's path on Linux, without the zero at its end. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Clock clock = Clock.systemUTC();
    private final CompletableFuture<String> displaced = new CompletableFuture<>();
    private Optional<String> firstAdmin = Optional.empty();
    private IntSupplier viewers = () -> 0;
    private String sshUrl = "";
    private String httpUrl = "";

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
        Path data = config.server().data();
        requireShort(data);
        FirstAdmin admin = FirstAdmin.of(adminKey, home, isNew(config, data));
        lock(data);
        Store store = keep(openStore(config.database(), data, ServerId.of(data)));
        firstAdmin = admin.ensure(store);
        GitSettings.install();
        GitRepos repos = keep(new GitRepos(data, store));
        Authenticator callers = keep(new Authenticator(store));
        Trees trees = new Trees(repos);
        SavedWork saved = new SavedWork(repos);
        String serverId = ServerId.of(data);
        ServerEnvironments environments = ServerEnvironments.of(config);
        Gates gates = new Gates(
                store, trees, new GateCommits(repos), config.limits().gateRuns(), environments, config.agents(), clock);
        MergeQueue queue = new MergeQueue(
                store,
                new CandidateBuilder(repos, config.limits().merge(), clock),
                gates.definitions()::queue,
                trees,
                new BranchEnding(store, new FossilWriter(repos), saved, clock),
                config.limits().gateRuns());
        KeyPair signing = SigningKey.of(data);
        EnvironmentSockets sockets = keep(new EnvironmentSockets(data));
        Agents agents = keep(new Agents(
                store,
                Backends.of(environments, made -> backend(data, made, serverId, sockets)),
                sockets,
                new SessionSettings(
                        config.agents(),
                        config.limits().sessions(),
                        config.limits().log(),
                        config.limits().autosave(),
                        environment),
                trees,
                prices(config),
                new Autosaves(store, saved),
                BearerKey.of(data),
                data,
                clock));
        AtomicReference<String> url = new AtomicReference<>("");
        Path tools = data.resolve("tools.sock");
        LfsObjects large = new LfsObjects(
                repos,
                new LfsLimits(config.limits().lfsObject(), config.limits().lfsRepository()));
        PushHooks hooks = new PushHooks(
                store, repos, large, pushSettings(config, environments), remarks(gates.remarks(), agents), url::get);
        Lfs lfs = new Lfs(store, callers, hooks, large, new LfsTokens(BearerKey.of(data), clock), url::get);

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
                data.resolve("host_key"),
                callers,
                hooks,
                lfs,
                new CookCommands(
                        store,
                        hooks,
                        queue,
                        gates,
                        agents,
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
        int sshPort = listening("ssh", config.ssh().listen().toString(), ssh::start);
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
                gates.answering(),
                agents,
                new McpServer(agents.tools(), CookVersion.current()),
                saved,
                clock));
        int httpPort = listening("http", config.http().listen().toString(), http::start);
        httpUrl = http.url();
        url.set(httpUrl);
        String inside = dialled(config.ssh().listen().host());
        OwnAddresses addresses = new OwnAddresses(List.of(
                ssUri,
                URI.create(httpUrl),
                URI.create("ssh://" + inUrl(inside) + ":" + sshPort),
                URI.create("http://" + inUrl(dialled(config.http().listen().host())) + ":" + httpPort)));
        hooks.reachedAt(addresses);

        keep(new MaintenanceController(store, repos, new Maintenance(repos, store), clock).start());
        keep(gates.start());
        keep(queue.start());
        keep(new AttestationController(store, new NoteWriter(repos), signing, clock).start());
        ServerAddress dialHome = new ServerAddress(inside, sshPort, "cook", ssh.publicKey(), addresses.lines());
        agents.start(dialHome, repos::objects).forEach(this::keep);
        LOG.info("ready at {} and {}, data in {}", sshUrl, httpUrl, data);
    }

    /** The port that a part of the server got, or what the operator can do where it got none. */
    private static int listening(String section, String address, IntSupplier start) {
        try {
            return start.getAsInt();
        } catch (RuntimeException e) {
            String setting = "listen in the section [" + section + "] of the server's file, or COOK_"
                    + section.toUpperCase(Locale.ROOT) + "_LISTEN";
            for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException
                        && String.valueOf(cause.getMessage()).contains("in use")) {
                    throw new StartFailure(
                            "cannot listen on " + address + ": another program uses this address"
                                    + "\n  Stop that program, or choose another address: " + setting,
                            e);
                }
                if (cause instanceof SocketException
                        || cause instanceof UnknownHostException
                        || cause instanceof UnresolvedAddressException) {
                    String said = cause instanceof SocketException ? ": " + cause.getMessage() : ": unknown host";
                    throw new StartFailure(
                            "cannot listen on " + address + said + "\n  Choose an address of this machine: " + setting,
                            e);
                }
            }
            throw e;
        }
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

    /** People who look at a terminal at this moment. */
    public int viewers() {
        return viewers.getAsInt();
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

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /** The database, environments and the tools of agents are reached through sockets below it, whose paths the kernel bounds. */
    private static void requireShort(Path data) {
        int longest = LONGEST_SOCKET_PATH - "/postgres/socket/.s.PGSQL.5432".length();
        if (data.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length > longest) {
            throw new StartFailure("the path of the data directory " + data + " is longer than " + longest
                    + " bytes, too long for the sockets in it"
                    + "\n  Choose a shorter one: serve --data DIR");
        }
    }

    /** Other users of the machine may not look in; the users of PostgreSQL and of sandboxes, which root has, pass through. */
    private static void close(Path data) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(data));
        permissions.removeAll(Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE));
        Files.setPosixFilePermissions(data, permissions);
    }

    /** Whether there is certainly no account yet, since no database was made. */
    private static boolean isNew(CookConfig config, Path data) {
        return config.database().url().isEmpty() && !Files.exists(data.resolve("postgres"));
    }

    /** Two servers on one directory would sweep each other's files away. */
    private void lock(Path data) throws IOException {
        Files.createDirectories(data);
        close(data);
        FileChannel channel =
                keep(FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new StartFailure("another Cook server uses the data directory " + data
                    + "\n  Stop that server, or choose another directory: serve --data DIR");
        }
    }

    private Store openStore(Database database, Path data, String serverId) {
        if (database.url().isPresent()) {
            return openStore(
                    database.url().get(),
                    database.user().orElse("cook"),
                    database.password().map(Secret::reveal).orElse(""),
                    database.pool(),
                    data,
                    serverId);
        }
        EmbeddedPostgres own = keep(EmbeddedPostgres.start(data.resolve("postgres"), database.pool()));
        return openStore(own.jdbcUrl(), own.user(), own.password(), database.pool(), data, serverId);
    }

    /** Nothing is read or migrated while another server works with the database. */
    private Store openStore(String url, String user, String password, int pool, Path data, String serverId) {
        ServerLock lock = keep(ServerLock.take(url, user, password, displaced::complete));
        lock.requireRoom(pool);
        Store store = Store.open(url, user, password, pool, clock);
        try {
            lock.claim(new ServerLock.Server(
                    serverId,
                    hostName(),
                    ProcessHandle.current().pid(),
                    data.toAbsolutePath().toString()));
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "a machine without a name";
        }
    }

    private static Backend backend(
            Path data, EnvironmentConfig environment, String serverId, EnvironmentSockets sockets) {
        return switch (environment.place()) {
            case BackendSettings.Local local -> new LocalBackend(local(data, local, environment), sockets::directory);
            case BackendSettings.Docker docker ->
                new DockerBackend(
                        serverId, docker.image(), environment.network(), environment.resources(), sockets::directory);
            case BackendSettings.Ssh ssh -> new SshBackend(serverId, ssh.host(), environment.resources());
            case BackendSettings.Plugin plugin -> new PluginBackend(serverId, plugin);
        };
    }

    private static LocalSettings local(Path data, BackendSettings.Local local, EnvironmentConfig environment) {
        return new LocalSettings(
                data,
                local.sandbox() == Sandbox.BUBBLEWRAP
                        ? LocalSettings.Isolation.BUBBLEWRAP
                        : LocalSettings.Isolation.NONE,
                local.paths(),
                environment.network(),
                environment.userNamespaces(),
                environment.resources());
    }

    private static PriceTable prices(CookConfig config) {
        Optional<Path> file = config.usage().prices();
        try {
            return file.map(PriceTable::read).orElseGet(PriceTable::own);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    "the table of prices " + file.map(Path::toString).orElse("") + " " + e.getMessage()
                            + "\n  Fix the file, or remove [usage] prices to use the table that comes with Cook.");
        }
    }

    private static Remarks remarks(ConfigurationRemarks remarks, Agents agents) {
        return new Remarks() {
            @Override
            public boolean concern(String path) {
                return GateDefinitions.isDefinition(path);
            }

            @Override
            public List<String> on(RepoId repo, BranchName branch, Oid commit, Optional<AccountId> pusher) {
                return remarks.on(repo, branch, commit, pusher);
            }

            @Override
            public Optional<String> onAgent(BranchId branch) {
                return agents.missing(branch);
            }
        };
    }

    private static PushSettings pushSettings(CookConfig config, ServerEnvironments environments) {
        return new PushSettings(
                config.agents().values().stream()
                        .collect(Collectors.toMap(
                                Agent::name,
                                agent -> Math.toIntExact(agent.timeout().toSeconds()))),
                environments,
                config.limits().pushCommands(),
                Math.toIntExact(config.limits().prompt()),
                config.limits().pack(),
                config.limits().object());
    }

    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** An address that listens everywhere is dialled at loopback: environments run on this machine. */
    private static String dialled(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }
}
