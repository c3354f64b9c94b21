package dev.cook.agents.session;

import dev.cook.agents.backend.Stray;
import dev.cook.agents.output.SessionSettings;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Conflict;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Job;
import dev.cook.domain.Landing;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.TerminalText;
import dev.cook.domain.Text;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.CachedRead;
import dev.cook.store.Controller;
import dev.cook.store.Isolation;
import dev.cook.store.Overview;
import dev.cook.store.Queues;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what follows an agent's turn, and sends what did not pass back to the agent that made it. */
public final class TurnController {
    /** Characters of a gate's log that go back to the agent: the end, where the errors are, without filling its context. */
    private static final int FEEDBACK_LOG = 12_000;

    /** Bytes that are read for them: with the escape sequences of a terminal, and lines that were drawn over. */
    private static final int FEEDBACK_BYTES = 256 << 10;

    /** Between passes, at least: far less than an agent takes to begin a turn, and much that happens is looked at together. */
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Store store;
    private final Isolation isolation;
    private final SessionSettings settings;
    private final SessionRecovery resuming;
    private final BudgetController allowances;
    private final Autosaves saves;
    private final Stray stray;
    private final CachedRead<Open> rows;

    public TurnController(
            Store store,
            SessionSettings settings,
            SessionRecovery resuming,
            BudgetController allowances,
            Autosaves saves,
            Stray stray) {
        this.store = store;
        this.isolation = store.isolation("turns");
        this.resuming = resuming;
        this.settings = settings;
        this.allowances = allowances;
        this.saves = saves;
        this.stray = stray;
        this.rows = new CachedRead<>(
                store,
                Open::read,
                Open::isNothing,
                Set.of(Topic.JOBS, Topic.BRANCHES, Topic.CANDIDATES),
                Set.of(Topic.REFS));
    }

    public Controller start() {
        return Controller.start(
                isolation, store.wakeups().watch(Topic.JOBS, Topic.BRANCHES, Topic.CANDIDATES), INTERVAL, this::pass);
    }

    /**
     * What there may be to decide.
     *
     * @param unsettled turns that are over and of which their session has not taken notice
     * @param rejected branches that did not pass
     */
    private record Open(List<Job> unsettled, List<Queues.Rejected> rejected) {
        static Open read(Tx tx) {
            return new Open(tx.jobs().unsettledTurns(), tx.queues().rejected());
        }

        boolean isNothing() {
            return unsettled.isEmpty() && rejected.isEmpty();
        }
    }

    void pass() {
        Open seen = rows.get();
        isolation.each(
                "process its agent's turn",
                seen.unsettled(),
                job -> "job " + job.id(),
                job -> store.read(tx -> tx.failures().about(job)),
                this::settle);
        isolation.each(
                "send back what did not pass",
                seen.rejected().stream()
                        .filter(Queues.Rejected::isCurrent)
                        .map(Queues.Rejected::branch)
                        .toList(),
                Subject::of,
                branch -> {
                    if (store.read(tx -> Rejection.of(tx, branch)).isPresent()) {
                        sendBack(branch.id());
                    }
                });
    }

    private void settle(Job job) {
        SessionId id = job.session().orElseThrow();
        Optional<String> saved = saves.last(id).flatMap(Autosaves.Saved::way);
        Optional<String> problem = store.read(
                        tx -> tx.sessions().get(id).map(Session::branch).flatMap(tx.branches()::get))
                .filter(branch -> !branch.state().ended())
                .flatMap(stray::problem);
        store.change(tx -> {
            Session session = tx.sessions()
                    .get(job.session().orElseThrow())
                    .orElseThrow(() -> new IllegalStateException(job + " is no session's"));
            Branch branch = tx.branches().lock(session.branch());
            Optional<Job> now =
                    tx.jobs().lock(job.id()).filter(found -> found.settledAt().isEmpty());
            if (now.isEmpty()) {
                return;
            }
            tx.jobs().settle(job.id());
            if (now.get().exitStatus().isEmpty()) {
                return;
            }
            int status = now.get().exitStatus().get();
            tx.events()
                    .append(
                            branch.repo(),
                            branch.id(),
                            new SessionFact.TurnEnded(session.id(), job.turn(), status, saved));
            // A turn that was done before anybody noticed is judged like any other; the next one is refused.
            boolean stopped = status != 0 || branch.waitsFor().isPresent();
            Optional<String> over = stopped ? allowances.afterTurn(tx, branch, session) : Optional.empty();
            if (over.isPresent()) {
                allowances.end(tx, session, over.get());
            } else if (branch.state() == BranchState.ACTIVE
                    && branch.waitsFor().isEmpty()
                    // What a person said meanwhile is the next turn, and that one's end decides.
                    && tx.jobs().open(session.environment()).isEmpty()) {
                conclude(tx, branch, session, now.get(), new Seen(status, saved, problem));
            }
        });
    }

    /**
     * What was seen at the end of a turn.
     *
     * @param saved what is saved and not pushed, and how to get it
     * @param stray what is wrong with what is pushed
     */
    private record Seen(int status, Optional<String> saved, Optional<String> stray) {}

    /** The turn is over and the agent said nothing itself: is the work done? */
    private static void conclude(Tx tx, Branch branch, Session session, Job job, Seen seen) {
        int status = seen.status();
        String see = seen.saved().map(way -> way + "; ").orElse("") + "see `session log " + session.id()
                + "`, then push to " + branch.name() + " yourself, or `branch abandon` it";
        Optional<Oid> tip = tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id);
        if (job.failure().isPresent()) {
            waitFor(
                    tx,
                    branch,
                    "turn " + job.turn() + " of the agent failed: "
                            + job.failure().get() + "; " + see);
        } else if (status == Job.TIMED_OUT) {
            waitFor(tx, branch, "the agent's turn took longer than " + job.timeoutSeconds() + " s: " + see);
        } else if (status != 0) {
            waitFor(tx, branch, "the agent ended with " + Job.told(status) + ": " + see);
        } else if (job.leftovers().isPresent()) {
            waitFor(
                    tx,
                    branch,
                    "the agent left work that is not pushed (" + job.leftovers().get() + "): " + see);
        } else if (tip.isEmpty() || tip.get().equals(branch.startedFrom())) {
            waitFor(tx, branch, "the agent ended without pushing anything: " + see);
        } else if (seen.stray().isPresent()) {
            waitFor(tx, branch, seen.stray().get() + ": " + see);
        } else {
            done(tx, branch, session);
        }
    }

    /** The work is handed in: it is judged next, and lands by itself where that was asked for. */
    static void done(Tx tx, Branch branch, Session session) {
        tx.branches().markDone(branch.id());
        tx.events().append(branch.repo(), branch.id(), new BranchFact.Done(session.agent(), Optional.of(session.id())));
        if (branch.landing() == Landing.AUTO && !tx.accounts().may(branch.repo(), branch.startedBy(), Role.LAND)) {
            // It was let land by somebody who may not any more.
            tx.branches().setLanding(branch.id(), Landing.ASK);
            waitFor(
                    tx,
                    branch,
                    branch.startedBy()
                            + ", who chose land=auto, no longer has the land role; somebody with that role can"
                            + " run `branch land " + branch.name() + "`");
        } else if (branch.landing() == Landing.AUTO) {
            tx.branches().markQueued(branch.id(), branch.startedBy());
            tx.events()
                    .append(
                            branch.repo(),
                            branch.id(),
                            new BranchFact.Queued(branch.startedBy(), Optional.of(branch.target())));
        }
    }

    private void sendBack(BranchId id) {
        store.change(tx -> {
            Branch branch = tx.branches().lock(id);
            Optional<Rejection> found = Rejection.of(tx, branch);
            if (branch.waitsFor().isPresent() || found.isEmpty()) {
                return;
            }
            Rejection rejection = found.get();
            Optional<Session> session = tx.sessions().alive(id).or(() -> resuming.asleep(tx, branch));
            if (!rejection.agentCanMend() || session.isEmpty()) {
                rejection.await(tx, branch, ": push a fix to " + branch.name() + ", or `branch abandon` it");
            } else if (branch.feedbacks() >= rejection.candidate().attempts()) {
                rejection.await(
                        tx,
                        branch,
                        ", and the agent has used its " + rejection.candidate().attempts()
                                + " attempts to fix the branch: push a fix to " + branch.name()
                                + ", or `branch abandon` it");
            } else {
                Optional<String> over = allowances.beforeTurn(tx, branch, session.get());
                if (over.isEmpty()) {
                    queueTurn(tx, branch, session.get(), rejection);
                    return;
                }
                allowances.end(tx, session.get(), over.get());
                rejection.await(
                        tx,
                        branch,
                        ", and session " + session.get().id() + " is stopped, " + over.get() + ": push a fix to "
                                + branch.name() + ", or `branch abandon` it");
            }
        });
    }

    private void queueTurn(Tx tx, Branch branch, Session session, Rejection rejection) {
        EnvironmentId place = session.state().ended()
                ? resuming.moveToNew(tx, branch, session, "cook", rejection.what())
                : session.environment();
        tx.jobs()
                .queueTurn(
                        session.id(),
                        place,
                        AgentPrompts.feedback(branch, rejection.what(), rejection.log()),
                        settings.turnSeconds(session.agent()));
        tx.branches().countFeedback(branch.id());
        tx.branches().markActive(branch.id());
        tx.events()
                .append(
                        branch.repo(),
                        branch.id(),
                        new BranchFact.SentBack(session.id(), session.agent(), rejection.what()));
    }

    public static void waitFor(Tx tx, Branch branch, String why) {
        tx.branches().waitFor(branch.id(), why);
        tx.events().append(branch.repo(), branch.id(), new BranchFact.Waited(why));
    }

    /**
     * Why a branch's newest candidate cannot land.
     *
     * @param what one line for the agent and for people
     * @param log the end of what the failed gates wrote
     * @param agentCanMend false where the fault is not in the work
     */
    private record Rejection(Candidate candidate, String what, String log, boolean agentCanMend) {

        static Optional<Rejection> of(Tx tx, Branch branch) {
            if (branch.state() != BranchState.DONE && branch.state() != BranchState.QUEUED) {
                return Optional.empty();
            }
            Optional<Oid> tip =
                    tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id);
            return tx.candidates()
                    .newest(branch.id())
                    .filter(candidate -> tip.equals(Optional.of(candidate.branchTip())))
                    // What conflicts only with what is ahead in the queue may yet land.
                    .filter(candidate ->
                            candidate.builtOn().isEmpty() || candidate.state() != CandidateState.CONFLICTING)
                    .flatMap(candidate -> switch (candidate.state()) {
                        case CONFLICTING ->
                            Optional.of(new Rejection(
                                    candidate,
                                    "it "
                                            + Conflict.told(
                                                    candidate.target().value(),
                                                    String.join(", ", candidate.conflicts()))
                                            + "; fetch and merge origin/"
                                            + candidate.target(),
                                    "",
                                    true));
                        // One that no gate failed could not be judged: that is nobody's to mend here.
                        case FAILED ->
                            Optional.of(failed(tx, candidate))
                                    .filter(failed -> !failed.what().isEmpty());
                        case OPEN, SPLIT, SCREENED, STALE, LANDED -> Optional.empty();
                    });
        }

        /** A person has to do something; of a conflict only while the target is what it conflicts with. */
        void await(Tx tx, Branch branch, String wayOut) {
            if (candidate.state() == CandidateState.CONFLICTING) {
                tx.branches().waitForTarget(branch.id(), what + wayOut, candidate.base());
                tx.events().append(branch.repo(), branch.id(), new BranchFact.Waited(what + wayOut));
            } else {
                waitFor(tx, branch, what + wayOut);
            }
        }

        private static Rejection failed(Tx tx, Candidate candidate) {
            List<GateRun> latest = tx.gateRuns().latest(candidate.id());
            List<GateRun> judged = latest.stream()
                    .filter(run -> run.state() == GateRunState.FAILED || run.state() == GateRunState.BROKEN)
                    .toList();
            List<GateRun> bad = judged.isEmpty()
                    ? latest.stream()
                            .filter(run -> run.required() && run.state().isBad())
                            .toList()
                    : judged;
            StringBuilder what = new StringBuilder();
            StringBuilder log = new StringBuilder();
            for (GateRun run : bad) {
                what.append(what.isEmpty() ? "gate " : ", gate ")
                        .append(run.name())
                        .append(
                                switch (run.state()) {
                                    case FAILED -> " failed (";
                                    case BROKEN -> " could not be run (";
                                    default -> " was " + run.state().word() + " (";
                                })
                        .append(run.reason().orElse("unknown"))
                        .append(')');
                log.append("== ").append(run.name()).append('\n');
                log.append(told(tx, run, FEEDBACK_LOG / bad.size()));
                log.append('\n');
            }
            boolean mendable = bad.stream().anyMatch(run -> run.state() == GateRunState.FAILED);
            return new Rejection(candidate, what.toString(), log.toString(), mendable);
        }

        /** What a reviewer said; of other gates the end of what they wrote. */
        private static String told(Tx tx, GateRun run, int limit) {
            List<GateVerdict> verdicts = tx.gateVerdicts().of(run);
            if (!verdicts.isEmpty()) {
                return GateVerdict.told(verdicts, limit);
            }
            String tests = tx.testReports()
                    .of(run)
                    .map(FailedTests::told)
                    .map(told -> Text.shortened(told, limit / 2))
                    .orElse("");
            byte[] end = tx.jobs()
                    .ofGateRun(run.id())
                    .flatMap(job -> tx.overview().tail(job.id(), FEEDBACK_BYTES))
                    .map(Overview.Tail::bytes)
                    .orElse(new byte[0]);
            return tests + TerminalText.tail(TerminalText.plain(end), limit - tests.length());
        }
    }
}
