package dev.cook.agents.session;

import dev.cook.agents.bridge.BridgeClosed;
import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.output.JobReportReader;
import dev.cook.agents.output.UsageMeters;
import dev.cook.config.ConfigException;
import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobState;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import dev.cook.domain.Spent;
import dev.cook.domain.Usd;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.CachedRead;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stops sessions that have used what they may. One whose agent works has that agent stopped, so that its turn still
 * reports; one that would begin another turn is ended.
 */
public final class BudgetController {
    /** How long an agent that has used too much may go on: it may just have told the sum of a turn that is done. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** How long a stopped agent has to report before its environment is taken away. */
    private static final Duration LAST_WORDS = Duration.ofMinutes(2);

    private final Store store;
    private final Isolation isolation;
    private final SessionLimits caps;
    private final JobReportReader reportReader;
    private final UsageMeters meters;
    private final Bridges bridges;
    private final Clock clock;
    private final CachedRead<List<Job>> open;
    /** When it was first seen that a turn uses too much. */
    private final Map<JobId, Instant> seen = new HashMap<>();

    public BudgetController(
            Store store,
            SessionLimits caps,
            JobReportReader reportReader,
            UsageMeters meters,
            Bridges bridges,
            Clock clock) {
        this.store = store;
        this.isolation = store.isolation("allowances");
        this.caps = caps;
        this.reportReader = reportReader;
        this.meters = meters;
        this.bridges = bridges;
        this.clock = clock;
        this.open = new CachedRead<>(store, tx -> tx.jobs().openTurns(), List::isEmpty, Set.of(Topic.JOBS), Set.of());
    }

    public Controller start() {
        return Controller.start(
                isolation, store.wakeups().watch(Topic.JOBS, Topic.SESSIONS, Topic.BRANCHES), this::pass);
    }

    void pass() {
        List<Job> turns = open.get();
        seen.keySet().retainAll(turns.stream().map(Job::id).toList());
        isolation.each(
                "check its budget",
                turns,
                turn -> "job " + turn.id(),
                turn -> store.read(tx -> tx.failures().about(turn)),
                this::look);
    }

    private void look(Job job) {
        Optional<String> why = store.read(tx -> session(tx, job)
                .filter(session -> !session.state().ended())
                .flatMap(session -> branch(tx, session)
                        .flatMap(branch -> job.state() == JobState.QUEUED
                                ? beforeTurn(tx, branch, session)
                                : whileItRuns(tx, branch, session, job))));
        if (why.isEmpty()) {
            return;
        }
        Instant first = seen.computeIfAbsent(job.id(), _ -> clock.instant());
        if (job.state() == JobState.RUNNING && first.plus(GRACE).isAfter(clock.instant())) {
            return;
        }
        boolean mayReport =
                job.state() == JobState.RUNNING && first.plus(LAST_WORDS).isAfter(clock.instant());
        if (!mayReport) {
            store.change(tx -> session(tx, job).ifPresent(session -> end(tx, session, why.get())));
            return;
        }
        store.change(tx -> session(tx, job).ifPresent(session -> {
            Branch branch = tx.branches().lock(session.branch());
            tell(tx, branch, session, why.get());
        }));
        bridges.of(job.environment()).ifPresent(bridge -> {
            try {
                bridge.killJob(job.id());
            } catch (BridgeClosed _) {
                // It dials again, and the next look tries again.
            }
        });
    }

    /** Why a session may not begin another turn. */
    Optional<String> beforeTurn(Tx tx, Branch branch, Session session) {
        try {
            Allowance allowance = caps.of(tx, branch, session);
            return BudgetCheck.beforeTurn(
                    allowance, tx.usage().spent(session.id()), tx.usageReport().ran(session.id()));
        } catch (ConfigException e) {
            return Optional.of(unreadable(branch, e));
        }
    }

    /** Why a session whose turn has just ended is over, too. */
    Optional<String> afterTurn(Tx tx, Branch branch, Session session) {
        try {
            return BudgetCheck.of(
                    caps.of(tx, branch, session),
                    tx.usage().spent(session.id()),
                    tx.usageReport().ran(session.id()));
        } catch (ConfigException _) {
            return Optional.empty();
        }
    }

    /** How long a session may still run; nothing: as long as it likes. */
    public Optional<Duration> timeLeft(Tx tx, Branch branch, Session session) {
        try {
            return caps.of(tx, branch, session)
                    .time()
                    .map(most -> most.minus(tx.usageReport().ran(session.id())))
                    .map(left -> left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
        } catch (ConfigException _) {
            // Then it is stopped before it begins.
            return Optional.empty();
        }
    }

    /**
     * What a session may use, what it used so far, and how long it ran, for its agent to read.
     *
     * @throws ConfigException if the target's cook.toml cannot be read
     */
    String told(Tx tx, Branch branch, Session session) {
        Allowance allowance = caps.of(tx, branch, session);
        Optional<Job> running = tx.jobs().open(session.environment()).stream()
                .filter(job -> job.state() == JobState.RUNNING)
                .findFirst();
        return "used      " + used(tx, session, running).told()
                + allowance.usd().map(usd -> "\nbudget    " + Usd.shown(usd)).orElse("\nbudget    unlimited")
                + "\nran       " + tx.usageReport().ran(session.id()).toSeconds() + " s"
                + allowance
                        .time()
                        .map(most -> " of at most " + most.toSeconds() + " s")
                        .orElse("") + "\n";
    }

    /** All turns that are over, and what the running one told so far. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // one way to add up, with and without a turn that runs
    private Spent used(Tx tx, Session session, Optional<Job> running) {
        Spent over = tx.usage().spent(session.id());
        return running.map(job -> over.with(reportReader.used(
                        meters.usage(job.inEnvironment()), thread -> tx.usage().sum(session.id(), thread))))
                .orElse(over);
    }

    private Optional<String> whileItRuns(Tx tx, Branch branch, Session session, Job job) {
        try {
            Allowance allowance = caps.of(tx, branch, session);
            if (allowance.equals(Allowance.UNLIMITED)) {
                return Optional.empty();
            }
            return BudgetCheck.of(
                    allowance,
                    used(tx, session, Optional.of(job)),
                    tx.usageReport().ran(session.id()));
        } catch (ConfigException _) {
            // It was readable when the turn began; a target that moves does not stop what runs.
            return Optional.empty();
        }
    }

    private static String unreadable(Branch branch, ConfigException e) {
        return "cook.toml of " + branch.target() + " cannot be read, so its budget is unknown: " + e.getMessage();
    }

    /** Ends a session, with the reason where a person reads it. */
    void end(Tx tx, Session session, String why) {
        Branch branch = tx.branches().lock(session.branch());
        if (!tx.sessions().end(session.id(), SessionState.KILLED, why)) {
            return;
        }
        tx.events()
                .append(
                        branch.repo(),
                        branch.id(),
                        new SessionFact.Ended(session.id(), SessionState.KILLED, why, Optional.empty()));
        tell(tx, branch, session, why);
    }

    /** The branch waits for a person, unless its work is handed in and is judged on its own. */
    private static void tell(Tx tx, Branch branch, Session session, String why) {
        if (branch.state() == BranchState.ACTIVE && branch.waitsFor().isEmpty()) {
            TurnController.waitFor(
                    tx,
                    branch,
                    "session " + session.id() + " is stopped, " + why + ". To go on, push to " + branch.name()
                            + " with -o agent=" + session.agent()
                            + " -o prompt=… and a new -o budget= or -o max-time=; or"
                            + " `branch land` or `branch abandon` it");
        }
    }

    private static Optional<Session> session(Tx tx, Job job) {
        return job.session().flatMap(tx.sessions()::get);
    }

    private static Optional<Branch> branch(Tx tx, Session session) {
        return tx.branches().get(session.branch());
    }
}
