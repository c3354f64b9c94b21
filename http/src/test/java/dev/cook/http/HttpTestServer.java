package dev.cook.http;

import dev.cook.agents.Agents;
import dev.cook.agents.backend.Backends;
import dev.cook.agents.backend.EnvironmentSockets;
import dev.cook.agents.backend.LocalBackend;
import dev.cook.agents.backend.LocalSettings;
import dev.cook.agents.mcp.McpServer;
import dev.cook.agents.output.SessionSettings;
import dev.cook.agents.review.Reviews;
import dev.cook.agents.session.Autosaves;
import dev.cook.agents.transcript.PriceTable;
import dev.cook.config.CookConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.FossilReason;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Secrets;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.CandidateFact;
import dev.cook.domain.event.GateFact;
import dev.cook.domain.event.SessionFact;
import dev.cook.gates.Gates;
import dev.cook.git.CandidateBuilder;
import dev.cook.git.FossilWriter;
import dev.cook.git.GateCommits;
import dev.cook.git.GitRepos;
import dev.cook.git.LfsLimits;
import dev.cook.git.LfsObjects;
import dev.cook.git.SavedWork;
import dev.cook.git.Trees;
import dev.cook.git.browse.RepositoryReaders;
import dev.cook.git.diff.CodePlaces;
import dev.cook.git.diff.Diffs;
import dev.cook.git.diff.Interdiff;
import dev.cook.hooks.Authenticator;
import dev.cook.hooks.PushHooks;
import dev.cook.hooks.PushSettings;
import dev.cook.hooks.Remarks;
import dev.cook.hooks.lfs.Lfs;
import dev.cook.hooks.lfs.LfsTokens;
import dev.cook.http.exchange.HttpLimits;
import dev.cook.merge.BranchEnding;
import dev.cook.merge.MergeQueue;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import dev.cook.store.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.util.FileUtils;

/** The real server on a free port, with a store and repositories of its own, and the words to fill it. */
final class HttpTestServer implements AutoCloseable {
    static final Oid FIRST = oid('a');
    static final Oid TIP = oid('b');
    static final Oid MERGED = oid('c');

    /** Bytes of a prompt, and of a pack and an object that may be pushed. */
    private static final int PROMPT = 1000;

    private static final int PUSH = 16 << 20;

    final TestStore test = TestStore.open();
    final Store store = test.store();
    final Agents agents;
    final HttpGitServer server;
    final int port;
    private final Path data;
    private final Authenticator callers = new Authenticator(store);
    private final GitRepos repos;
    private final EnvironmentSockets sockets;

    HttpTestServer() {
        this(HttpLimits.standard(), 0);
    }

    HttpTestServer(HttpLimits limits, int listen) {
        this(limits, listen, Remarks.NONE);
    }

    /** @param remarks says something of each push, before it is over */
    HttpTestServer(HttpLimits limits, int listen, Remarks remarks) {
        try {
            data = Files.createTempDirectory(Path.of("/tmp"), "cook-http-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Clock clock = Clock.systemUTC();
        repos = new GitRepos(data, store);
        sockets = new EnvironmentSockets(data);
        ServerEnvironments environments = ServerEnvironments.of(CookConfig.defaults(Map.of(), data));
        SavedWork saves = new SavedWork(repos);
        Trees trees = new Trees(repos);
        LocalSettings local = new LocalSettings(data, LocalSettings.Isolation.NONE, List.of());
        agents = new Agents(
                store,
                Backends.of(environments, _ -> new LocalBackend(local, sockets::directory)),
                sockets,
                new SessionSettings(Map.of(), 1, 1000, Duration.ofMinutes(1), Map.of()),
                trees,
                PriceTable.own(),
                new Autosaves(store, saves),
                new byte[32],
                data,
                clock);
        Gates gates = new Gates(store, trees, new GateCommits(repos), 1, environments, Map.of(), clock);
        LfsObjects large = new LfsObjects(repos, new LfsLimits(PUSH, PUSH));
        PushHooks hooks = new PushHooks(
                store,
                repos,
                large,
                new PushSettings(Map.of(), environments, 100, PROMPT, PUSH, PUSH),
                remarks,
                () -> "http://cook.test");
        server = new HttpGitServer(
                new HttpSettings("127.0.0.1", listen, Optional.empty(), "cook.example.org", 2222),
                limits,
                store,
                callers,
                hooks,
                new Lfs(store, callers, hooks, large, new LfsTokens(new byte[32], clock), () -> "http://cook.test"),
                gates,
                new MergeQueue(
                        store,
                        new CandidateBuilder(repos, Duration.ofMinutes(1), clock),
                        gates.definitions()::queue,
                        trees,
                        new BranchEnding(store, new FossilWriter(repos), saves, clock),
                        1),
                agents,
                new McpServer(agents.tools(), "test"),
                saves,
                trees,
                new Diffs(repos),
                RepositoryReaders.of(repos),
                new Interdiff(repos, new Diffs(repos)),
                Reviews.of(store, agents.messages(), trees, new CodePlaces(repos, new Diffs(repos))),
                clock);
        port = server.start();
    }

    /** What a running job writes. */
    void writes(JobId job, String text) {
        EnvironmentJob heard = store.read(
                tx -> new EnvironmentJob(tx.jobs().get(job).orElseThrow().environment(), job));
        agents.live().output(heard, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A token that opens what its account may do. */
    String token(Account account) {
        String secret = Secrets.fresh("cook_");
        store.change(tx -> tx.tokens()
                .create(
                        account.id(),
                        Secrets.hash(secret),
                        "test",
                        Role.ADMIN,
                        tx.now().plus(Duration.ofDays(1))));
        return secret;
    }

    /** The bearer of an agent at work. */
    String bearer() {
        JobId turn = turn(branch(test.repo("mcp"), "fix", "x"));
        String secret = Secrets.fresh("");
        store.change(tx ->
                tx.environments().giveBearer(tx.jobs().get(turn).orElseThrow().environment(), Secrets.hash(secret)));
        return secret;
    }

    Account account(String name) {
        return store.write(
                tx -> tx.accounts().create(new AccountName(name), false, true).orElseThrow());
    }

    /** A repository in which an account may read and write. */
    Repo repo(String name, Account member) {
        Repo repo = test.repo(name);
        store.change(tx -> tx.accounts().grant(repo.id(), member.id(), Role.WRITE));
        return repo;
    }

    /** The cookie of a browser in which an account is signed in. */
    String cookie(Account account) {
        String secret = Secrets.fresh("");
        store.change(tx -> tx.browserSessions()
                .add(
                        account.id(),
                        Secrets.hash(secret),
                        tx.now().plus(Duration.ofDays(1)),
                        "192.0.2.7",
                        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));
        return "cook=" + secret;
    }

    private static final Optional<Duration> TOOK = Optional.of(Duration.ofSeconds(3));

    /** A code as {@code ssh HOST login} prints it. */
    String code(Account account) {
        String secret = Secrets.fresh("");
        store.change(tx ->
                tx.tokens().addCode(account.id(), Secrets.hash(secret), tx.now().plus(Duration.ofMinutes(5))));
        return secret;
    }

    Branch branch(Repo repo, String name, String prompt) {
        return store.write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName(name),
                            repo.defaultBranch(),
                            Landing.ASK,
                            prompt.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(new Branch.Task("claude", prompt, Optional.empty())),
                            FIRST,
                            "ada");
            tell(tx, branch, new BranchFact.Started(branch.name(), "ada", FIRST, branch.target(), branch.landing()));
            return branch;
        });
    }

    /** A session whose first turn runs. */
    JobId turn(Branch branch) {
        return store.write(tx -> {
            EnvironmentId environment = tx.environments().wantForSession(branch, "local");
            Session session = tx.sessions().want(branch.id(), environment, "claude", Allowance.UNLIMITED);
            JobId job = tx.jobs()
                    .queueTurn(
                            session.id(),
                            environment,
                            branch.task().orElseThrow().prompt(),
                            600);
            tx.sessions().markRunning(session.id());
            tx.jobs().markStarted(job);
            tell(tx, branch, new SessionFact.Started(session.id(), "claude", 1));
            return job;
        });
    }

    void ended(Branch branch, JobId job, int status, String wrote) {
        store.change(tx -> {
            tx.jobs().markEnded(job, status, Optional.empty(), output(wrote));
            tell(tx, branch, new SessionFact.TurnEnded(new SessionId(1), 1, status, Optional.empty()));
        });
    }

    CandidateId candidate(Branch branch) {
        return store.write(tx -> {
            CandidateId candidate = tx.candidates().open(branch, FIRST, TIP, MERGED);
            tx.candidates().markPlanned(candidate, 3);
            tell(
                    tx,
                    branch,
                    new CandidateFact.Built(
                            Optional.of(candidate),
                            MERGED,
                            branch.target(),
                            FIRST,
                            Optional.of(false),
                            Optional.of(1),
                            Optional.empty()));
            return candidate;
        });
    }

    GateRunId gate(CandidateId candidate, String name, String... argv) {
        return store.write(tx -> tx.gateRuns().queue(candidate, PlannedGate.command(name, List.of(argv), 600)));
    }

    /** An approval that waits for people. */
    GateRunId approval(CandidateId candidate, String by) {
        String definition = """
                {"name": "looked-at", "kind": "approval", "count": 1, "by": ["%s"], "timeout": "PT1H"}""".formatted(by);
        return store.write(tx -> {
            GateRunId run = tx.gateRuns()
                    .queue(
                            candidate,
                            new PlannedGate(
                                    "looked-at", GateKind.APPROVAL, definition, List.of(), List.of(), true, 0, 3600));
            tx.gateRuns().markWaiting(run, MERGED);
            return run;
        });
    }

    /** Gives an account a role in a repository. */
    void grant(Repo repo, Account account, Role role) {
        store.change(tx -> tx.accounts().grant(repo.id(), account.id(), role));
    }

    JobId runs(Branch branch, GateRunId run) {
        return store.write(tx -> {
            EnvironmentId environment = tx.environments().wantForGate(branch, "local", MERGED);
            tx.gateRuns().markRunning(run, MERGED, environment);
            JobId job = tx.jobs().queueGateRun(run, environment, 600);
            tx.jobs().markStarted(job);
            tell(tx, branch, new GateFact.Started("test", run, MERGED));
            return job;
        });
    }

    void judged(Branch branch, GateRunId run, JobId job, GateRunState as, String reason, String wrote) {
        store.change(tx -> {
            tx.jobs().markEnded(job, as == GateRunState.PASSED ? 0 : 1, Optional.empty(), output(wrote));
            tx.gateRuns().end(run, as, reason);
            tell(
                    tx,
                    branch,
                    as == GateRunState.PASSED
                            ? new GateFact.Passed(
                                    "test", run, reason, TOOK, Optional.empty(), Optional.empty(), Optional.empty())
                            : new GateFact.Failed("test", run, reason, TOOK, Optional.empty()));
        });
    }

    void lands(Branch branch, CandidateId candidate) {
        store.change(tx -> {
            tx.candidates().close(candidate, CandidateState.LANDED);
            tx.branches().markQueued(branch.id(), "ada");
            tx.branches().markLanded(branch.id(), MERGED);
            tx.fossils()
                    .add(
                            branch.repo(),
                            branch.name().value(),
                            TIP,
                            FossilReason.LANDED,
                            Optional.of(branch.id()),
                            "ada");
            tell(tx, branch, new BranchFact.Landed(branch.target(), MERGED, "ada", 1, Optional.of(candidate)));
        });
    }

    void waits(Branch branch, String what) {
        store.change(tx -> {
            tx.branches().markDone(branch.id());
            tx.branches().waitFor(branch.id(), what);
            tell(tx, branch, new BranchFact.Waited(what));
        });
    }

    void tell(BranchId branch, Repo repo, BranchFact fact) {
        store.change(tx -> tx.events().append(repo.id(), branch, fact));
    }

    private static void tell(Tx tx, Branch branch, BranchFact fact) {
        tx.events().append(branch.repo(), branch.id(), fact);
    }

    static JobOutput output(String wrote) {
        return new JobOutput(wrote.getBytes(StandardCharsets.UTF_8), new byte[0], false);
    }

    private static Oid oid(char digit) {
        return new Oid(String.valueOf(digit).repeat(40));
    }

    @Override
    public void close() throws IOException {
        server.close();
        agents.close();
        callers.close();
        sockets.close();
        repos.close();
        test.close();
        FileUtils.delete(data.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.IGNORE_ERRORS);
    }
}
