package dev.cook.agents.session;

import dev.cook.agents.bridge.BridgeClosed;
import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.output.SessionSettings;
import dev.cook.domain.Branch;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.Outcome;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.Text;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/** What people say to agents at work. */
public final class Messages {
    /** Messages of one session that wait for their turn: an agent that is slower than this is not talked to. */
    static final int MOST_WAITING = 20;

    /** Characters of a message: an agent's context is worth more than a long log, and typing has a bound of its own. */
    public static final int LONGEST = 16 * 1024;

    /** Characters of a message that its event tells. */
    private static final int TOLD = 500;

    private final Store store;
    private final SessionSettings settings;
    private final SessionRecovery resuming;
    private final Bridges bridges;
    private final BudgetController allowances;

    public Messages(
            Store store,
            SessionSettings settings,
            SessionRecovery resuming,
            Bridges bridges,
            BudgetController allowances) {
        this.resuming = resuming;
        this.store = store;
        this.settings = settings;
        this.bridges = bridges;
        this.allowances = allowances;
    }

    /** The session of a branch that a message can be said to; empty where no agent works on it. */
    public Optional<SessionId> listener(Tx tx, Branch branch) {
        return tx.sessions()
                .alive(branch.id())
                .or(() -> branch.state().ended() ? Optional.empty() : resuming.asleep(tx, branch))
                .map(Session::id);
    }

    /** Queues a message as the session's next turn. */
    public Outcome say(SessionId id, String text, String by) {
        return store.write(tx -> say(tx, id, text, by));
    }

    /** The same in a transaction; where it refuses, it has changed nothing. */
    public Outcome say(Tx tx, SessionId id, String text, String by) {
        Session session = session(tx, id);
        Branch branch = tx.branches().lock(session.branch());
        boolean asleep =
                resuming.asleep(tx, branch).filter(last -> last.id().equals(id)).isPresent();
        Optional<String> problem = asleep ? textProblem(text) : problem(tx, id, branch, text);
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        List<Job> open = tx.jobs().open(session.environment());
        if (open.stream().filter(job -> job.state() == JobState.QUEUED).count() >= MOST_WAITING) {
            return new Outcome(
                    false,
                    MOST_WAITING + " turns of session " + id + " are already waiting; let the agent finish some first");
        }
        Optional<String> over = allowances.beforeTurn(tx, branch, session);
        if (over.isPresent()) {
            return Outcome.refused("session " + id + " cannot start another turn: " + over.get());
        }
        HandsOn.take(tx, branch.id(), by);
        tx.jobs()
                .queueTurn(
                        id,
                        asleep ? resuming.moveToNew(tx, branch, session, by, "with a message") : session.environment(),
                        AgentPrompts.message(branch, by, text),
                        settings.turnSeconds(session.agent()));
        tell(tx, branch, id, SessionFact.How.SAYS, text, by);
        if (branch.waitsFor().isPresent()) {
            tx.events().append(branch.repo(), branch.id(), new BranchFact.Resumed(by, Optional.empty()));
        }
        tx.branches().markActive(branch.id());
        return new Outcome(
                true,
                open.isEmpty()
                        ? "session " + id + " will see the message in its next turn"
                        : "session " + id + " will see the message after this turn");
    }

    /** Types a line into the terminal of the session's running turn. */
    public Outcome type(SessionId id, String text, String by) {
        if (!store.read(tx -> settings.listens(session(tx, id).agent()))) {
            return new Outcome(
                    false,
                    "the agent of session " + id
                            + " does not read its terminal; leave out --type to send the message as its next prompt");
        }
        record Target(Optional<String> problem, Session session, Optional<Job> job) {}
        // Noted before it is typed: what is typed counts, whether or not the server lives to tell of it.
        Target target = store.write(tx -> {
            Session session = session(tx, id);
            Branch branch = tx.branches().get(session.branch()).orElseThrow();
            Optional<String> problem = problem(tx, id, branch, text);
            if (problem.isEmpty()) {
                HandsOn.take(tx, branch.id(), by);
            }
            return new Target(
                    problem,
                    session,
                    tx.jobs().open(session.environment()).stream()
                            .filter(job -> job.state() == JobState.RUNNING)
                            .findFirst());
        });
        if (target.problem().isPresent()) {
            return Outcome.refused(target.problem().get());
        }
        if (target.job().isEmpty() || !typed(target.session(), target.job().get(), text)) {
            return Outcome.refused("session " + id + " has no running turn that could read the text");
        }
        store.change(
                tx -> tell(tx, tx.branches().lock(target.session().branch()), id, SessionFact.How.TYPES, text, by));
        return Outcome.agreed("typed into session " + id);
    }

    private boolean typed(Session session, Job job, String text) {
        try {
            return bridges.of(session.environment())
                    .filter(bridge -> bridge.say(job.id(), text))
                    .isPresent();
        } catch (BridgeClosed e) {
            return false;
        }
    }

    private static Optional<String> problem(Tx tx, SessionId id, Branch branch, String text) {
        Session session = session(tx, id);
        if (session.state().ended() || branch.state().ended()) {
            return Optional.of("session " + id + " is over; push to " + branch.name() + " with -o agent="
                    + session.agent() + " -o prompt=… to start another");
        }
        return textProblem(text);
    }

    private static Optional<String> textProblem(String text) {
        if (text.isBlank()) {
            return Optional.of("the message is empty");
        }
        if (text.length() > LONGEST) {
            return Optional.of(
                    "the message is longer than " + LONGEST + " characters; put the text into a file on the branch");
        }
        return Optional.empty();
    }

    private static void tell(Tx tx, Branch branch, SessionId id, SessionFact.How how, String text, String by) {
        tx.events()
                .append(
                        branch.repo(),
                        branch.id(),
                        new SessionFact.Told(id, by, how, Text.shortened(Text.printable(text.strip()), TOLD)));
    }

    private static Session session(Tx tx, SessionId id) {
        return tx.sessions().get(id).orElseThrow(() -> new IllegalStateException("no session " + id));
    }
}
