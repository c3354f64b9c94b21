package dev.cook.http.branch;

import dev.cook.agents.Agents;
import dev.cook.agents.session.GateAgent;
import dev.cook.domain.Autosave;
import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchAction;
import dev.cook.domain.BranchId;
import dev.cook.domain.Caller;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Failure;
import dev.cook.domain.Fossil;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.event.Event;
import dev.cook.gates.GateAnswering;
import dev.cook.git.SavedWork;
import dev.cook.hooks.Access;
import dev.cook.http.output.FinishedOutput;
import dev.cook.http.output.TerminalLines;
import dev.cook.merge.LandingChecks;
import dev.cook.store.Overview;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a branch's story from rows, events and what running jobs wrote so far. */
public final class StoryReader {
    /** Events of a branch that a page shows: more is not read by anybody, and each page that is open holds them. */
    private static final int MOST_EVENTS = 500;

    /** Gate runs and jobs, for the same reason. */
    private static final int MOST_RUNS = 200;

    /** Lines of output shown without a click: what stands at the end of a failure. */
    public static final int LINES = 40;

    /** Bytes read for them. */
    private static final int LINE_BYTES = 16 * 1024;

    private final Store store;
    private final Agents agents;
    private final GateAnswering gates;
    private final SavedWork saves;

    public StoryReader(Store store, Agents agents, GateAnswering gates, SavedWork saves) {
        this.store = store;
        this.agents = agents;
        this.gates = gates;
        this.saves = saves;
    }

    /** What rows say of the last save. */
    private record Save(BranchPage story, Optional<SessionId> session, Optional<Autosave> autosave) {}

    /**
     * @param caller who looks: the page offers what they may do
     * @throws IllegalStateException if the branch's row went away
     */
    public BranchPage read(Repo repo, BranchId id, Caller caller) {
        Save found = store.read(tx -> {
            Branch branch = tx.branches()
                    .get(id)
                    .orElseThrow(() -> new IllegalStateException("the row of branch " + id + " is gone"));
            Optional<SessionId> last =
                    tx.sessions().of(id).stream().map(Session::id).reduce((earlier, later) -> later);
            return new Save(read(tx, repo, branch, caller), last, last.flatMap(session -> tx.refs()
                    .autosave(repo.id(), session)));
        });
        // Objects are read after the rows: opening a repository may read rows of its own.
        Optional<Saved> saved = found.autosave().flatMap(save -> found.story()
                .tip()
                .flatMap(tip -> saves.beyond(repo.id(), save.commit(), tip))
                .map(beyond ->
                        new Saved(save.at(), AutosaveRef.of(found.session().orElseThrow()), beyond)));
        return found.story()
                .with(saved)
                .with(found.story().moments().stream()
                        .map(moment -> answerable(moment, caller))
                        .toList());
    }

    /** Says of gates that wait for people why the caller may not answer. */
    private TimelineEntry answerable(TimelineEntry moment, Caller caller) {
        return moment instanceof TimelineEntry.Judgement(Candidate candidate, List<TimelineEntry.Gate> asked)
                ? new TimelineEntry.Judgement(
                        candidate,
                        asked.stream()
                                .map(gate -> gate.asksPeople()
                                        ? gate.refusing(refusal(gate.run().id(), caller))
                                        : gate)
                                .toList())
                : moment;
    }

    private Optional<String> refusal(GateRunId run, Caller caller) {
        return switch (caller) {
            case Caller.AccountCaller account ->
                store.read(tx -> Access.voter(tx, account, run))
                        .map(voter -> gates.refusal(run, voter))
                        .orElse(Optional.of("you no longer have access to the repository"));
            case Caller.EnvironmentCaller _ -> Optional.of("only people answer approvals");
        };
    }

    /** The branch's tip, or the one that it ended with: its name may have another life by now. */
    public static Optional<Oid> pushed(Tx tx, Branch branch) {
        return branch.state().ended()
                ? tx.fossils().ofBranch(branch.id()).stream().map(Fossil::tip).reduce((earlier, later) -> later)
                : tx.refs().get(branch.repo(), branch.name().ref()).flatMap(NamedRef::id);
    }

    private BranchPage read(Tx tx, Repo repo, Branch branch, Caller caller) {
        List<Event> events = tx.events().newestOfBranch(branch.id(), MOST_EVENTS + 1);
        List<Session> sessions = tx.sessions().of(branch.id());
        List<Job> jobs = tx.overview().jobs(branch.id(), MOST_RUNS);
        List<TimelineEntry> moments = new ArrayList<>();
        events.stream()
                .skip(Math.max(0, events.size() - MOST_EVENTS))
                .flatMap(event -> EventLines.of(event).stream())
                .forEach(moments::add);
        moments.addAll(turns(tx, sessions, jobs));
        moments.addAll(judgements(tx, branch, jobs));
        moments.sort(Comparator.comparing(TimelineEntry::at));
        return new BranchPage(
                repo,
                branch,
                sessions.stream().filter(session -> !session.state().ended()).findFirst(),
                tx.usageReport().ofBranch(branch.id()),
                Optional.empty(),
                branch.state().ended()
                        ? List.of()
                        : tx.failures().of(branch).stream().map(Failure::told).toList(),
                tx.fossils().ofBranch(branch.id()),
                moments,
                events.size() > MOST_EVENTS,
                events.isEmpty() ? 0 : events.getLast().id().value(),
                pushed(tx, branch),
                may(tx, branch, caller),
                LandingChecks.read(tx, branch));
    }

    private static Set<BranchAction> may(Tx tx, Branch branch, Caller caller) {
        return Access.role(tx, caller, branch.repo())
                .map(role -> Stream.of(BranchAction.values())
                        .filter(action -> action.allows(role))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private List<TimelineEntry> turns(Tx tx, List<Session> sessions, List<Job> jobs) {
        Map<SessionId, Session> byId = new HashMap<>();
        sessions.forEach(session -> byId.put(session.id(), session));
        Map<SessionId, JobId> last = new HashMap<>();
        jobs.forEach(job -> job.session().ifPresent(session -> last.put(session, job.id())));
        List<TimelineEntry> turns = new ArrayList<>();
        for (Job job : jobs) {
            Optional<Session> session = job.session().map(byId::get);
            boolean shown = last.containsValue(job.id());
            session.ifPresent(found -> turns.add(new TimelineEntry.Turn(
                    found,
                    job,
                    output(tx, job, Optional.of(found.agent()), shown),
                    job.state() == JobState.QUEUED ? agents.waits(tx, job.environment()) : Optional.empty())));
        }
        return turns;
    }

    private List<TimelineEntry> judgements(Tx tx, Branch branch, List<Job> jobs) {
        Map<GateRunId, Job> jobOf = new HashMap<>();
        jobs.forEach(job -> job.gateRun().ifPresent(run -> jobOf.put(run, job)));
        Map<CandidateId, Map<String, GateRun>> latest = new HashMap<>();
        for (GateRun run : tx.overview().gateRuns(branch.id(), MOST_RUNS)) {
            latest.computeIfAbsent(run.candidate(), id -> new LinkedHashMap<>()).put(run.name(), run);
        }
        List<TimelineEntry> judgements = new ArrayList<>();
        for (Candidate candidate : tx.candidates().of(branch.id())) {
            List<TimelineEntry.Gate> gates = latest.getOrDefault(candidate.id(), Map.of()).values().stream()
                    .map(run -> new TimelineEntry.Gate(
                            run, output(tx, run, Optional.ofNullable(jobOf.get(run.id()))), Optional.empty()))
                    .toList();
            judgements.add(new TimelineEntry.Judgement(candidate, gates));
        }
        return judgements;
    }

    private TimelineEntry.Output output(Tx tx, GateRun run, Optional<Job> job) {
        boolean failed = run.state() == GateRunState.FAILED || run.state() == GateRunState.BROKEN;
        return job.map(found -> output(tx, found, GateAgent.of(run), failed)).orElse(TimelineEntry.Output.NONE);
    }

    /**
     * @param agent who works in it, if it is an agent
     * @param shown whether the end of it is on the page already, not behind a click
     */
    private TimelineEntry.Output output(Tx tx, Job job, Optional<String> agent, boolean shown) {
        if (job.state() == JobState.QUEUED) {
            return TimelineEntry.Output.NONE;
        }
        if (!job.state().over()) {
            return live(job.id(), agent.map(agents::listens).orElse(true));
        }
        if (!shown) {
            return new TimelineEntry.Output(Optional.of(job.id()), false, List.of(), true, false);
        }
        Optional<Overview.Tail> tail = FinishedOutput.read(tx, job.id(), LINE_BYTES);
        List<TerminalLines.Line> lines =
                tail.map(found -> TerminalLines.lines(found.bytes(), LINES)).orElse(List.of());
        boolean more = tail.isPresent()
                && (tail.orElseThrow().cut()
                        || tail.orElseThrow().total() > LINE_BYTES
                        || TerminalLines.lines(tail.orElseThrow().bytes(), LINES + 1)
                                        .size()
                                > LINES);
        return new TimelineEntry.Output(Optional.of(job.id()), false, lines, more, false);
    }

    /** What a job wrote that still runs. */
    public TimelineEntry.Output live(JobId job, boolean terminal) {
        byte[] bytes = agents.live().tail(job).orElse(new byte[0]);
        byte[] end = bytes.length <= LINE_BYTES
                ? bytes
                : java.util.Arrays.copyOfRange(bytes, bytes.length - LINE_BYTES, bytes.length);
        return new TimelineEntry.Output(Optional.of(job), true, TerminalLines.lines(end, LINES), false, terminal);
    }
}
