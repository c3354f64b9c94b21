package dev.cook.agents;

import dev.cook.agents.Sessions.Answer;
import dev.cook.config.ConfigException;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Landing;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Session;
import dev.cook.domain.Text;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an agent can find out and say, whether it runs {@code cook …} or calls a tool: always about its own branch. */
public final class AgentTools {
    /** Characters of a log that an agent is given: the end, where the errors are, and no more than fits its context. */
    private static final int LONGEST_LOG = 60_000;

    private final Store store;
    private final Sessions sessions;
    private final AllowanceKeeper allowances;
    private final Unpushed unpushed;

    AgentTools(Store store, Sessions sessions, AllowanceKeeper allowances, Unpushed unpushed) {
        this.store = store;
        this.sessions = sessions;
        this.allowances = allowances;
        this.unpushed = unpushed;
    }

    /** What was asked for, where the branch stands, and what its gates said last. */
    public Answer task(EnvironmentId id) {
        return store.read(tx -> {
            Work work = work(tx, id);
            Branch branch = work.branch();
            StringBuilder text = new StringBuilder();
            line(text, "branch", branch.name() + ", " + branch.state().word());
            line(
                    text,
                    "lands on",
                    branch.target()
                            + (branch.landing() == Landing.AUTO
                                    ? " by itself when its gates pass"
                                    : " when a person says so"));
            line(
                    text,
                    "session",
                    work.session().id() + " of " + work.session().agent() + ", turn "
                            + tx.jobs().turns(work.session().id()).size());
            branch.waitsFor().ifPresent(why -> line(text, "waits for", why));
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
            return new Answer(true, text.toString());
        });
    }

    private static void judged(StringBuilder text, Tx tx, Candidate candidate) {
        line(
                text,
                "judged",
                candidate.branchTip().hex() + ": " + candidate.state().word()
                        + (candidate.conflicts().isEmpty()
                                ? ""
                                : ", conflicts in " + String.join(", ", candidate.conflicts())));
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
    public Answer doneIfPushed(EnvironmentId id) throws InterruptedException {
        Optional<String> left = unpushed.of(id);
        if (left.isEmpty()) {
            return new Answer(
                    false, "your environment did not say in time whether all is pushed; run `cook done` in it");
        }
        return left.get().isEmpty() ? sessions.done(id) : new Answer(false, left.get());
    }

    /** The agent cannot go on without a person. */
    public Answer ask(EnvironmentId id, String question) {
        return sessions.ask(id, question);
    }

    /**
     * What a gate wrote about the branch.
     *
     * @param number of the run; empty: the last that failed, or else the last
     */
    public Answer gateLog(EnvironmentId id, Optional<Long> number) {
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
            return found.map(run -> new Answer(true, log(tx, run)))
                    .orElseGet(() -> new Answer(
                            false,
                            runs.isEmpty()
                                    ? "no gate judged this branch yet; they run once you say that it is done"
                                    : "no such run of a gate on this branch; its runs are "
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
        Optional<JobLog> log = tx.jobs().ofGateRun(run.id()).map(job -> JobLog.read(tx, job));
        String text = log.map(found -> found.text(sessions.live())).orElse("").strip();
        boolean cut = text.length() > LONGEST_LOG || log.map(JobLog::cut).orElse(false);
        return "gate " + run.name() + " " + run.state().word()
                + run.reason().map(why -> ": " + Text.printable(why)).orElse("") + " (run " + run.id() + ")\n\n"
                + (cut ? "(only the end of it)\n" : "")
                + text.substring(Math.max(0, text.length() - LONGEST_LOG))
                + "\n";
    }

    /** What the session used, and what it may use. */
    public Answer usage(EnvironmentId id) {
        return store.read(tx -> {
            Work work = work(tx, id);
            try {
                return new Answer(true, allowances.told(tx, work.branch(), work.session()));
            } catch (ConfigException e) {
                return new Answer(
                        false, "cook.toml of " + work.branch().target() + " cannot be read: " + e.getMessage());
            }
        });
    }

    private record Work(Session session, Branch branch) {}

    private static Work work(Tx tx, EnvironmentId id) {
        Session session = tx.sessions()
                .byEnvironment(id)
                .orElseThrow(() -> new IllegalStateException("environment " + id + " is no session's"));
        return new Work(session, tx.branches().get(session.branch()).orElseThrow());
    }
}
