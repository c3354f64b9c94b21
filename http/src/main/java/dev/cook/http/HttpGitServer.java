package dev.cook.http;

import dev.cook.agents.Agents;
import dev.cook.agents.mcp.McpServer;
import dev.cook.agents.review.Reviews;
import dev.cook.gates.GateAnswering;
import dev.cook.gates.Gates;
import dev.cook.git.SavedWork;
import dev.cook.git.Trees;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.git.diff.Diffs;
import dev.cook.git.diff.Interdiff;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.PushHooks;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.http.account.AccountPages;
import dev.cook.http.account.PasskeyEndpoint;
import dev.cook.http.api.ApiEndpoint;
import dev.cook.http.api.McpEndpoint;
import dev.cook.http.api.NothingElse;
import dev.cook.http.api.TokenHolders;
import dev.cook.http.board.BoardPages;
import dev.cook.http.branch.BranchForms;
import dev.cook.http.branch.BranchRequests;
import dev.cook.http.branch.GateForms;
import dev.cook.http.branch.LiveStory;
import dev.cook.http.branch.StoryReader;
import dev.cook.http.change.ChangePages;
import dev.cook.http.exchange.AuthFailureLimiter;
import dev.cook.http.exchange.Guests;
import dev.cook.http.exchange.HttpLimits;
import dev.cook.http.exchange.PlainErrors;
import dev.cook.http.exchange.RootHandler;
import dev.cook.http.exchange.SameOrigin;
import dev.cook.http.exchange.Site;
import dev.cook.http.exchange.Streams;
import dev.cook.http.exchange.WatchedEndPoint;
import dev.cook.http.git.GitEndpoint;
import dev.cook.http.git.LfsEndpoint;
import dev.cook.http.output.OutputPages;
import dev.cook.http.page.Assets;
import dev.cook.http.page.BrowserAuth;
import dev.cook.http.page.PageRenderer;
import dev.cook.http.page.SignIn;
import dev.cook.http.queue.QueueForms;
import dev.cook.http.queue.QueuePages;
import dev.cook.http.repository.ContentApi;
import dev.cook.http.repository.RepositoryPages;
import dev.cook.http.rest.BranchActionOperations;
import dev.cook.http.rest.BranchOperations;
import dev.cook.http.rest.CommentOperations;
import dev.cook.http.rest.GateOperations;
import dev.cook.http.rest.OpenApi;
import dev.cook.http.rest.Operation;
import dev.cook.http.rest.RestApi;
import dev.cook.http.rest.ServerOperations;
import dev.cook.http.rest.SessionOperations;
import dev.cook.http.review.ReviewForms;
import dev.cook.http.start.StartPages;
import dev.cook.http.terminal.TerminalSockets;
import dev.cook.merge.MergeQueue;
import dev.cook.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AcceptRateLimit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server: git, pages that people look at, and the stream that keeps these pages up to date. */
public final class HttpGitServer implements AutoCloseable {
    /** Threads that accept, select and keep time; requests run on virtual threads. */
    private static final int THREADS = 16;

    /** How long requests that run may go on once the server is told to stop. */
    private static final long STOP_MILLIS = 2_000;

    private final HttpSettings settings;
    private final HttpLimits limits;
    private final Store store;
    private final Authenticator callers;
    private final PushHooks hooks;
    private final Lfs lfs;
    private final Gates gates;
    private final MergeQueue queue;
    private final Agents agents;
    private final McpServer tools;
    private final SavedWork saves;
    private final Trees trees;
    private final Diffs diffs;
    private final RepositoryReaders readers;
    private final Interdiff interdiff;
    private final Reviews reviews;
    private final Clock clock;
    /** Ends streams, which would keep the server from stopping. */
    private List<Runnable> live = List.of();

    private final Server server;
    private final Guests guests;
    /** Connections that wait in the kernel until they are taken, as far as the kernel lets it. */
    private static final int BACKLOG = 4_096;

    private final ServerConnector connector;

    /**
     * @param tools what agents can ask and say
     * @param saves compares what a session saved with what it pushed
     * @param diffs compares what a branch changes
     * @param readers read what a repository holds
     */
    public HttpGitServer(
            HttpSettings settings,
            HttpLimits limits,
            Store store,
            Authenticator callers,
            PushHooks hooks,
            Lfs lfs,
            Gates gates,
            MergeQueue queue,
            Agents agents,
            McpServer tools,
            SavedWork saves,
            Trees trees,
            Diffs diffs,
            RepositoryReaders readers,
            Interdiff interdiff,
            Reviews reviews,
            Clock clock) {
        this.settings = settings;
        this.limits = limits;
        this.store = store;
        this.callers = callers;
        this.hooks = hooks;
        this.lfs = lfs;
        this.gates = gates;
        this.queue = queue;
        this.agents = agents;
        this.tools = tools;
        this.saves = saves;
        this.trees = trees;
        this.diffs = diffs;
        this.readers = readers;
        this.interdiff = interdiff;
        this.reviews = reviews;
        this.clock = clock;
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory()));
        this.server = new Server(threads);
        this.guests = new Guests(limits);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration(limits))) {
            @Override
            protected SocketChannelEndPoint newEndPoint(
                    SocketChannel channel, ManagedSelector selector, SelectionKey key) {
                WatchedEndPoint guest =
                        new WatchedEndPoint(channel, selector, key, getScheduler(), guests, settings.proxies());
                guest.setIdleTimeout(getIdleTimeout());
                return guest;
            }
        };
    }

    private static HttpConfiguration configuration(HttpLimits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRequestHeaderSize(limits.header());
        configuration.setRelativeRedirectAllowed(true);
        // A branch's name may hold a percent sign; paths are decoded once, and never again after that.
        configuration.setUriCompliance(
                UriCompliance.DEFAULT.with("percent signs", UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
        return configuration;
    }

    /** Listens and answers; returns the port that it got. */
    public int start() {
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        connector.addBean(guests);
        server.addConnector(connector);
        server.addBean(new AcceptRateLimit(limits.acceptsPerSecond(), 1, TimeUnit.SECONDS, connector));
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(STOP_MILLIS);
        try {
            connector.open();
            server.setHandler(handler(settings.site(connector.getLocalPort())));
            settings.tools().ifPresent(this::offerTools);
            server.start();
            guests.watch(connector.getScheduler());
        } catch (Exception e) {
            throw new IllegalStateException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage()
                            + "; choose another address, or stop the program that uses it",
                    e);
        }
        return connector.getLocalPort();
    }

    /** Who gets there came over SSH with the key of a session's environment, and was counted by that. */
    private void offerTools(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UnixDomainServerConnector tools =
                new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(configuration(limits)));
        tools.setUnixDomainPath(socket);
        tools.setIdleTimeout(limits.idle().toMillis());
        tools.setAcceptQueueSize(BACKLOG);
        server.addConnector(tools);
    }

    private RootHandler handler(Site site) {
        AuthFailureLimiter wrongSecrets = new AuthFailureLimiter(limits.wrongSecrets(), clock);
        GateAnswering answering = gates.answering();
        BranchRequests requests = new BranchRequests(queue, agents.messages());
        List<Operation> operations = operations(requests);
        TokenHolders clients = new TokenHolders(callers, wrongSecrets);
        BrowserAuth visitors = new BrowserAuth(callers, wrongSecrets);
        Assets assets = new Assets();
        PageRenderer shown = new PageRenderer(site, assets, clock, store::redacted);
        SignIn signIn = new SignIn(store, shown, limits, wrongSecrets);
        StoryReader stories = new StoryReader(store, agents, answering, saves);
        Streams streams = new Streams(limits.streams(), limits.streamsPerCaller());
        LiveStory follow = new LiveStory(store, shown, visitors, stories, streams);
        BoardPages boards = new BoardPages(store, shown, visitors, answering, agents.live(), streams);
        live = List.of(follow::stop, boards::stop);
        SameOrigin sameOrigin = new SameOrigin(site, shown::problem);
        OutputPages outputs = new OutputPages(store, shown, agents.live());
        ChangePages changes = new ChangePages(store, shown, trees, diffs, interdiff, reviews);
        McpEndpoint mcp = new McpEndpoint(callers, tools, site);
        return new RootHandler(
                List.of(
                        new Health(settings.health()),
                        assets,
                        mcp,
                        new ApiEndpoint(store, callers, answering, wrongSecrets),
                        new OpenApi(operations, site),
                        new RestApi(store, clients, operations),
                        new ContentApi(store, clients, readers, trees, diffs),
                        new LfsEndpoint(
                                lfs,
                                callers,
                                limits,
                                wrongSecrets,
                                site,
                                settings.url().isPresent()),
                        new GitEndpoint(callers, hooks, limits, wrongSecrets, site),
                        sameOrigin,
                        new GateForms(store, callers, answering, shown, signIn),
                        new StartPages(store, callers, hooks.starter(), shown, signIn),
                        new BranchForms(store, callers, requests, shown, signIn),
                        new ReviewForms(store, callers, reviews.actions(), shown, signIn),
                        new QueueForms(store, callers, queue, shown, signIn),
                        new TerminalSockets(
                                agents.terminals(),
                                store,
                                shown,
                                visitors,
                                sameOrigin,
                                streams,
                                agents::listens,
                                server),
                        signIn,
                        new AccountPages(store, shown, signIn),
                        new PasskeyEndpoint(store, site, signIn, wrongSecrets, clock),
                        new RepositoryPages(store, shown, visitors, signIn, readers, trees, diffs, lfs),
                        new Pages(
                                store,
                                shown,
                                visitors,
                                signIn,
                                boards,
                                new QueuePages(store, queue, shown),
                                stories,
                                follow,
                                outputs,
                                changes)),
                List.of(mcp, new NothingElse()),
                limits,
                settings.proxies(),
                site,
                shown::problem);
    }

    private List<Operation> operations(BranchRequests requests) {
        return Stream.of(
                        new BranchOperations(store, hooks.starter()).all(),
                        new BranchActionOperations(store, requests, queue, gates).all(),
                        new SessionOperations(store, agents.actions()).all(),
                        new GateOperations(store, gates.answering()).all(),
                        new CommentOperations(store, reviews, trees).all(),
                        new ServerOperations(store, queue).all())
                .flatMap(List::stream)
                .toList();
    }

    /** How clients reach it; only once it is started. */
    public String url() {
        return settings.site(connector.getLocalPort()).url();
    }

    @Override
    public void close() {
        live.forEach(Runnable::run);
        guests.sendAway();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }
}
