package dev.cook.agents.session;

import dev.cook.agents.backend.Stray;
import dev.cook.agents.bridge.Unpushed;
import dev.cook.agents.output.LiveOutput;
import dev.cook.agents.transcript.Redaction;
import dev.cook.config.ConfigException;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.Landing;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Outcome;
import dev.cook.domain.Session;
import dev.cook.domain.TerminalText;
import dev.cook.domain.Text;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.Overview;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an agent can find out and say, whether it runs {@code cook …} or calls a tool: always about its own branch. */
public final class AgentTools {
    /** Characters of a log that an agent is given: the end, where the errors are, and no more than fits its context. */
    private static final int LONGEST_LOG = 60_000;

    /** Bytes that are read for them: with the escape sequences of a terminal, and lines that were drawn over. */
    private static final int LOG_BYTES = 1 << 20;

    /** Characters of a question that an agent asks. */
    private static final int LONGEST_QUESTION = 4_000;

    private final Store store;
    private final Redaction redaction;
    private final LiveOutput live;
    private final BudgetController allowances;
    private final Unpushed unpushed;
    private final Stray stray;

    public AgentTools(
            Store store,
            Redaction redaction,
            LiveOutput live,
            BudgetController allowances,
            Unpushed unpushed,
            Stray stray) {
        this.store = store;
        this.redaction = redaction;
        this.live = live;
        this.allowances = allowances;
        this.unpushed = unpushed;
        this.stray = stray;
    }

    /** What was asked for, where the branch stands, and what its gates said last. */
    public Outcome task(EnvironmentId id) {
        return store.read(tx -> {
            Work work = work(tx, id);
            Branch branch = work.branch();
            StringBuilder text = new StringBuilder();
            line(text, "branch", branch.name() + ", " + branch.state().word());
            line(
                    text,
                    "target",
                    branch.target()
                            + (branch.landing() == Landing.AUTO
                                    ? ", lands once its gates pass"
                                    : ", lands when a person queues it"));
            line(
                    text,
                    "session",
                    work.session().id() + ", " + work.session().agent() + ", turn "
                            + tx.jobs().turns(work.session().id()).size());
            branch.waitsFor().ifPresent(why -> line(text, "waiting", why));
            branch.heldBy().ifPresent(who -> line(text, "held by", who));
            line(
                    text,
                    "pushed",
                    tx.refs()
                            .get(branch.repo(), branch.name().ref())
                            .flatMap(NamedRef::id)
                            .filter(tip -> !tip.equals(branch.startedFrom()))
                            .map(Oid::hex)
                            .orElse("nothing yet"));
            tx.candidates().newest(branch.id()).ifPresent(candidate -> judged(text, tx, candidate));
            branch.task().ifPresent(task -> text.append("\nThe task:\n\n")
                    .append(task.prompt().strip())
                    .append('\n'));
            return Outcome.agreed(text.toString());
        });
    }

    private static void judged(StringBuilder text, Tx tx, Candidate candidate) {
        line(
                text,
                "candidate",
                candidate.branchTip().hex() + ": " + candidate.state().word()
                        + (candidate.conflicts().isEmpty()
                                ? ""
                                : ", conflicting files: " + String.join(", ", candidate.conflicts())));
        for (GateRun run : tx.gateRuns().latest(candidate.id())) {
            line(
                    text,
                    "",
                    "gate " + run.name() + " " + run.state().word()
                            + run.reason().map(why -> ": " + why).orElse("") + " (run " + run.id() + ")");
        }
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append(what)
                .append(" ".repeat(10 - what.length()))
                .append(Text.printable(value))
                .append('\n');
    }

    /** The agent says that its work is done, and nobody has looked yet whether all of it is pushed. */
    public Outcome doneIfPushed(EnvironmentId id) throws InterruptedException {
        Optional<String> left = unpushed.of(id);
        if (left.isEmpty()) {
            return new Outcome(
                    false,
                    "your environment did not report in time whether everything is pushed; run `cook done` in its shell");
        }
        return left.get().isEmpty() ? done(id) : Outcome.refused(left.get());
    }

    /** The agent says that its work is done, and that all of it is pushed. */
    public Outcome done(EnvironmentId id) {
        Optional<String> problem = stray.problem(store.read(tx -> work(tx, id)).branch());
        if (problem.isPresent()) {
            return Outcome.refused(problem.get());
        }
        return store.write(tx -> {
            Session session = session(tx, id);
            Branch branch = tx.branches().lock(session.branch());
            if (branch.state() != BranchState.ACTIVE) {
                return Outcome.agreed(
                        branch.name() + " is already " + branch.state().word());
            }
            if (session.state().ended()) {
                return over(session);
            }
            if (tx.jobs().open(id).stream().anyMatch(job -> job.state() == JobState.QUEUED)) {
                return Outcome.agreed("a person has sent you a message: end your turn to read it");
            }
            Optional<Oid> tip =
                    tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id);
            if (tip.isEmpty() || tip.get().equals(branch.startedFrom())) {
                return new Outcome(
                        false,
                        "nothing has been pushed to " + branch.name()
                                + ": commit, then `git push origin HEAD:refs/heads/" + branch.name()
                                + "`, then run `cook done`; if there is nothing to do, run `cook ask`");
            }
            TurnController.done(tx, branch, session);
            return Outcome.agreed(branch.name() + " is done; gates are next");
        });
    }

    /** The agent cannot go on without a person. */
    public Outcome ask(EnvironmentId id, String question) {
        String asked = Text.shortened(Text.printable(redaction.text(question)).strip(), LONGEST_QUESTION);
        return store.write(tx -> {
            Session session = session(tx, id);
            Branch branch = tx.branches().lock(session.branch());
            if (asked.isEmpty()) {
                return Outcome.refused("the question is missing: run `cook ask \"your question\"`");
            }
            if (branch.state().ended()) {
                return new Outcome(
                        false,
                        branch.name() + " has already "
                                + (branch.state() == BranchState.LANDED ? "landed" : "been abandoned"));
            }
            if (session.state().ended()) {
                return over(session);
            }
            tx.branches().waitFor(branch.id(), session.agent() + " asks: " + asked);
            tx.events().append(branch.repo(), branch.id(), new SessionFact.Asked(session.id(), asked));
            return Outcome.agreed(
                    "your question was sent to a person; end your turn, and the answer is your next prompt");
        });
    }

    /**
     * What a gate wrote about the branch.
     *
     * @param number of the run; empty: the last that failed, or else the last
     */
    public Outcome gateLog(EnvironmentId id, Optional<Long> number) {
        return store.read(tx -> {
            List<GateRun> runs = tx.candidates().of(work(tx, id).branch().id()).stream()
                    .flatMap(candidate -> tx.gateRuns().of(candidate.id()).stream())
                    .sorted(Comparator.comparingLong((GateRun run) -> run.id().value()))
                    .toList();
            Optional<GateRun> found = number.isPresent()
                    ? number.filter(wanted -> wanted > 0).map(GateRunId::new).flatMap(wanted -> runs.stream()
                            .filter(run -> run.id().equals(wanted))
                            .findFirst())
                    : lastFailed(runs).or(() -> runs.isEmpty() ? Optional.empty() : Optional.of(runs.getLast()));
            return found.map(run -> Outcome.agreed(log(tx, run)))
                    .orElseGet(() -> new Outcome(
                            false,
                            runs.isEmpty()
                                    ? "no gate has run on this branch yet; gates run after `cook done`"
                                    : "this branch has no gate run with that number; its gate runs are "
                                            + String.join(
                                                    ", ",
                                                    runs.stream()
                                                            .map(run -> run.id() + " (" + run.name() + ")")
                                                            .toList())));
        });
    }

    private static Optional<GateRun> lastFailed(List<GateRun> runs) {
        return runs.reversed().stream()
                .filter(run -> run.state() == GateRunState.FAILED)
                .findFirst();
    }

    private String log(Tx tx, GateRun run) {
        Optional<Job> job = tx.jobs().ofGateRun(run.id());
        Optional<Overview.Tail> log = job.flatMap(found -> tx.overview().tail(found.id(), LOG_BYTES));
        byte[] end = log.map(Overview.Tail::bytes)
                .or(() -> job.flatMap(found -> live.tail(found.id())))
                .orElse(new byte[0]);
        String text = TerminalText.plain(end).strip();
        String verdicts = GateVerdict.told(tx.gateVerdicts().of(run), LONGEST_LOG);
        boolean cut = text.length() > LONGEST_LOG
                || log.filter(tail -> tail.cut() || tail.total() > LOG_BYTES).isPresent();
        return "gate " + run.name() + " " + run.state().word()
                + run.reason().map(why -> ": " + Text.printable(why)).orElse("") + " (run " + run.id() + ")\n\n"
                + (verdicts.isEmpty() ? "" : verdicts + "\n\n")
                + (cut ? "(last lines only)\n" : "")
                + text.substring(Math.max(0, text.length() - LONGEST_LOG))
                + "\n";
    }

    /** What the session used, and what it may use. */
    public Outcome usage(EnvironmentId id) {
        return store.read(tx -> {
            Work work = work(tx, id);
            try {
                return Outcome.agreed(allowances.told(tx, work.branch(), work.session()));
            } catch (ConfigException e) {
                return new Outcome(
                        false, "cook.toml of " + work.branch().target() + " cannot be read: " + e.getMessage());
            }
        });
    }

    /** Its environment is about to go; what was decided about its branch meanwhile stands. */
    private static Outcome over(Session session) {
        return new Outcome(
                false,
                "session " + session.id() + " has ended: " + session.reason().orElse("it is over"));
    }

    private record Work(Session session, Branch branch) {}

    private static Work work(Tx tx, EnvironmentId id) {
        Session session = session(tx, id);
        return new Work(session, tx.branches().get(session.branch()).orElseThrow());
    }

    private static Session session(Tx tx, EnvironmentId id) {
        return tx.sessions()
                .byEnvironment(id)
                .orElseThrow(() -> new IllegalStateException("environment " + id + " is no session's"));
    }
}
