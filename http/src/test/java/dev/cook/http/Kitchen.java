package dev.cook.http;

import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.bridge.OwnJobs;
import dev.cook.agents.bridge.Terminals;
import dev.cook.agents.output.OutputListener;
import dev.cook.agents.transcript.Redaction;
import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EventType;
import dev.cook.domain.FossilReason;
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
import dev.cook.hooks.Authenticator;
import dev.cook.store.Store;
import dev.cook.store.TestStore;
import dev.cook.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server of pages on a store of its own, with the words to fill it. */
final class Kitchen implements AutoCloseable {
    static final Oid FIRST = oid('a');
    static final Oid TIP = oid('b');
    static final Oid MERGED = oid('c');

    final TestStore test = TestStore.open();
    final Store store = test.store();
    final Authenticator callers = new Authenticator(store);
    final Map<JobId, byte[]> output = new ConcurrentHashMap<>();

    /** Jobs whose output cannot be read. */
    final Set<JobId> broken = ConcurrentHashMap.newKeySet();

    final HttpGitServer server;
    final int port;

    Kitchen() {
        this(McpDoor.NONE);
    }

    /** @param mcp the tools of agents */
    Kitchen(McpDoor mcp) {
        this(HttpLimits.standard(), 0, mcp);
    }

    Kitchen(HttpLimits limits, int listen) {
        this(limits, listen, McpDoor.NONE);
    }

    Kitchen(HttpLimits limits, int listen, McpDoor mcp) {
        server = new HttpGitServer(
                new HttpSettings("127.0.0.1", listen, Optional.empty(), "cook.example.org", 2222),
                limits,
                new GitDoor(callers::byToken, (caller, repo) -> Optional.empty(), (caller, repo) -> Optional.empty()),
                store,
                callers::byCookie,
                this::live,
                (tx, environment) -> Optional.empty(),
                (repo, saved, tip) -> Optional.empty(),
                mcp,
                GateDoor.NONE,
                noTerminals(),
                Clock.systemUTC());
        port = server.start();
    }

    /** No environment is connected here. */
    static Terminals noTerminals() {
        return new Terminals(new Bridges(OwnJobs.NONE, OutputListener.NONE), new Redaction(Map.of()));
    }

    private Optional<byte[]> live(JobId job) {
        if (broken.contains(job)) {
            throw new IllegalStateException("the test broke this");
        }
        return Optional.ofNullable(output.get(job));
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
        store.change(tx -> tx.tokens()
                .addCookie(account.id(), Secrets.hash(secret), tx.now().plus(Duration.ofDays(1))));
        return "cook=" + secret;
    }

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
            tell(
                    tx,
                    branch,
                    EventType.BRANCH_STARTED,
                    Map.of("by", "ada", "name", name, "target", "main", "landing", "ask"));
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
            tell(
                    tx,
                    branch,
                    EventType.SESSION_STARTED,
                    Map.of("session", session.id().toString(), "agent", "claude", "turn", "1"));
            return job;
        });
    }

    void ended(Branch branch, JobId job, int status, String wrote) {
        store.change(tx -> {
            tx.jobs().markEnded(job, status, Optional.empty(), output(wrote));
            tell(
                    tx,
                    branch,
                    EventType.SESSION_TURNED,
                    Map.of("session", "1", "turn", "1", "status", Integer.toString(status)));
        });
    }

    CandidateId candidate(Branch branch) {
        return store.write(tx -> {
            CandidateId candidate = tx.candidates().open(branch, FIRST, TIP, MERGED);
            tx.candidates().markPlanned(candidate, 3);
            tell(
                    tx,
                    branch,
                    EventType.CANDIDATE_BUILT,
                    Map.of("commit", MERGED.hex(), "target", "main", "on", FIRST.hex()));
            return candidate;
        });
    }

    GateRunId gate(CandidateId candidate, String name, String... argv) {
        return store.write(tx -> tx.gateRuns().queue(candidate, PlannedGate.command(name, List.of(argv), 600)));
    }

    JobId runs(Branch branch, GateRunId run) {
        return store.write(tx -> {
            EnvironmentId environment = tx.environments().wantForGate(branch, "local", MERGED);
            tx.gateRuns().markRunning(run, MERGED, environment);
            JobId job = tx.jobs().queueGateRun(run, environment, 600);
            tx.jobs().markStarted(job);
            tell(tx, branch, EventType.GATE_STARTED, Map.of("gate", "test"));
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
                    as == GateRunState.PASSED ? EventType.GATE_PASSED : EventType.GATE_FAILED,
                    Map.of("gate", "test", "took", "3 s", "why", reason));
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
            tell(tx, branch, EventType.BRANCH_LANDED, Map.of("target", "main", "commit", MERGED.hex(), "by", "ada"));
        });
    }

    void waits(Branch branch, String what) {
        store.change(tx -> {
            tx.branches().markDone(branch.id());
            tx.branches().waitFor(branch.id(), what);
            tell(tx, branch, EventType.BRANCH_WAITED, Map.of("why", what));
        });
    }

    void tell(BranchId branch, Repo repo, EventType type, Map<String, String> data) {
        store.change(tx -> tx.events().append(type, repo.id(), branch, data));
    }

    private static void tell(Tx tx, Branch branch, EventType type, Map<String, String> data) {
        tx.events().append(type, branch.repo(), branch.id(), data);
    }

    static JobOutput output(String wrote) {
        return new JobOutput(wrote.getBytes(StandardCharsets.UTF_8), new byte[0], false);
    }

    private static Oid oid(char digit) {
        return new Oid(String.valueOf(digit).repeat(40));
    }

    @Override
    public void close() {
        server.close();
        callers.close();
        test.close();
    }
}
