package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.GateWork;
import dev.cook.config.RepoConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EventType;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.Repo;
import dev.cook.domain.Text;
import dev.cook.git.Trees;
import dev.cook.store.Controller;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges candidates: reads the gates from the target's tip, runs each on the candidate's commit, and keeps what it found.
 * A candidate's readiness is nowhere stored; it is derived from its gate runs.
 */
public final class Gates {
    /** How often a gate is run again because its environment was lost; a third loss is no accident. */
    private static final int MOST_BREAKS = 3;

    private final Store store;
    private final Trees trees;
    private final GateDefinitions definitions;
    private final int atOnce;
    private final ServerEnvironments environments;

    /**
     * Uses what the repositories say of their gates.
     *
     * @param atOnce the most gate runs at one time
     */
    public Gates(Store store, Trees trees, int atOnce, ServerEnvironments environments) {
        this.store = store;
        this.trees = trees;
        this.definitions = new GateDefinitions(store, trees);
        this.atOnce = atOnce;
        this.environments = environments;
    }

    /** Starts judging, until the controller is closed. */
    public Controller start() {
        return Controller.start("gates", store.wakeups(), this::pass);
    }

    /** What targets say of their gates. */
    public GateDefinitions definitions() {
        return definitions;
    }

    void pass() {
        store.read(tx -> tx.candidates().unplanned()).forEach(this::plan);
        store.read(tx -> tx.jobs().unsettledGateRuns()).forEach(this::settle);
        startQueued();
    }

    /** Reads the gates from the target, never from the branch that is judged. */
    private void plan(Candidate candidate) {
        Optional<GateDefinitions.Read> read = definitions.poll(candidate.repo(), candidate.base());
        if (read.isEmpty()) {
            return;
        }
        switch (read.get()) {
            case GateDefinitions.Read.Bad(String problem) ->
                store.change(tx ->
                        refuse(tx, candidate, "the gates of " + candidate.target() + " cannot be read: " + problem));
            case GateDefinitions.Read.Good good -> queue(candidate, good.config());
        }
    }

    private void queue(Candidate candidate, RepoConfig config) {
        store.change(tx -> {
            Optional<String> problem = config.gates().isEmpty()
                    ? Optional.empty()
                    : unknown(config).or(() -> place(tx, candidate, branch(tx, candidate))
                            .problem());
            if (problem.isPresent()) {
                refuse(tx, candidate, problem.get());
                return;
            }
            if (tx.candidates().markPlanned(candidate.id(), config.attempts())) {
                for (Gate gate : config.gates()) {
                    tx.gateRuns()
                            .queue(
                                    candidate.id(),
                                    PlannedGate.command(gate.name(), argv(gate), seconds(gate.timeout())));
                }
            }
        });
    }

    private static Optional<String> unknown(RepoConfig config) {
        return config.gates().stream()
                .filter(gate -> gate.work().kind() != GateKind.COMMAND)
                .map(gate -> "gate " + gate.name() + " is of the kind "
                        + gate.work().kind().word() + ", which this server cannot run yet")
                .findFirst();
    }

    /** It cannot be judged: a person has to do something first. */
    private static void refuse(Tx tx, Candidate candidate, String why) {
        if (tx.candidates().close(candidate.id(), CandidateState.FAILED)) {
            tx.branches().lock(candidate.branch());
            tx.branches().waitFor(candidate.branch(), why);
            tx.events().append(EventType.BRANCH_WAITED, candidate.repo(), candidate.branch(), Map.of("why", why));
        }
    }

    /** Where its gates run: the repository's environment, never the one that the pusher chose for the agent. */
    private Place place(Tx tx, Candidate candidate, Branch branch) {
        String name =
                tx.repos().get(candidate.repo()).flatMap(Repo::environment).orElse(environments.fallback());
        return Place.of(tx, trees, environments, candidate, branch, name);
    }

    private void startQueued() {
        // Looked at before it is changed: a change wakes every controller, this one too, and there would be no rest.
        if (!store.read(this::startable).isEmpty()) {
            store.change(tx -> startable(tx).forEach(run -> start(tx, run)));
        }
    }

    private List<GateRun> startable(Tx tx) {
        int free = Math.max(atOnce - tx.gateRuns().running().size(), 0);
        List<GateRun> queued = tx.gateRuns().queued();
        return queued.subList(0, Math.min(free, queued.size()));
    }

    private void start(Tx tx, GateRun run) {
        if (tx.gateRuns().lock(run.id()).state() != GateRunState.QUEUED) {
            return;
        }
        Candidate candidate = candidate(tx, run);
        Branch branch = branch(tx, candidate);
        Oid commit = candidate.head().orElseThrow(() -> new IllegalStateException(candidate + " has no commit"));
        Place place = place(tx, candidate, branch);
        if (place.problem().isPresent()) {
            refuse(tx, candidate, place.problem().get());
            return;
        }
        EnvironmentId wanted = place.want(tx, branch, commit);
        tx.gateRuns().markRunning(run.id(), commit, wanted);
        tx.jobs().queueGateRun(run.id(), wanted, run.timeoutSeconds());
        tx.events()
                .append(
                        EventType.GATE_STARTED,
                        candidate.repo(),
                        candidate.branch(),
                        Map.of("gate", run.name(), "run", run.id().toString(), "commit", commit.hex()));
    }

    /** Takes notice of a job that is over. */
    private void settle(Job job) {
        store.change(tx -> {
            if (tx.jobs()
                    .lock(job.id())
                    .filter(now -> now.settledAt().isEmpty())
                    .isEmpty()) {
                return;
            }
            tx.jobs().settle(job.id());
            GateRun run = tx.gateRuns()
                    .lock(job.gateRun().orElseThrow(() -> new IllegalStateException(job + " is no gate run's")));
            Finding finding = Finding.of(job, run, tx.now());
            if (!tx.gateRuns().end(run.id(), finding.state(), finding.reason())) {
                return;
            }
            Candidate candidate = candidate(tx, run);
            if (finding.state() == GateRunState.BROKEN) {
                retry(tx, run, candidate);
            }
            tx.events()
                    .append(
                            finding.event(),
                            candidate.repo(),
                            candidate.branch(),
                            Map.of(
                                    "gate", run.name(),
                                    "run", run.id().toString(),
                                    "why", finding.reason(),
                                    "took", finding.took()));
        });
    }

    private static void retry(Tx tx, GateRun run, Candidate candidate) {
        if (candidate.state() == CandidateState.OPEN && run.attempt() < MOST_BREAKS) {
            tx.gateRuns().queue(candidate.id(), run.planned());
        }
    }

    /** What a request to run gates again came to. */
    public sealed interface Again {
        record Queued(List<String> gates) implements Again {}

        record Refused(String why) implements Again {}
    }

    /** Runs the gates of a branch's newest candidate again, all or the named one. */
    public Again runAgain(Branch branch, Optional<String> gate, String by) {
        return store.write(tx -> {
            Branch now = tx.branches().lock(branch.id());
            Optional<Candidate> newest = tx.candidates().newest(branch.id());
            if (now.state().ended() || newest.isEmpty() || newest.get().commit().isEmpty()) {
                return new Again.Refused(branch.name() + " has no candidate to judge; it gets one when it is done"
                        + " (`branch land " + branch.name() + "`)");
            }
            Candidate candidate = newest.get();
            if (candidate.state() != CandidateState.FAILED && candidate.state() != CandidateState.OPEN) {
                return new Again.Refused(
                        "its candidate is " + candidate.state().name().toLowerCase(java.util.Locale.ROOT)
                                + "; a new one is judged by itself");
            }
            List<GateRun> runs = tx.gateRuns().latest(candidate.id()).stream()
                    .filter(run -> gate.isEmpty() || run.name().equals(gate.get()))
                    .toList();
            if (runs.isEmpty()) {
                return new Again.Refused(
                        gate.map(name -> "it has no gate '" + Text.shortened(Text.printable(name), 40) + "'")
                                .orElse("its target defines no gates in " + RepoConfig.FILE));
            }
            if (runs.stream().anyMatch(run -> !run.state().over())) {
                return new Again.Refused("its gates run now; see `gate list " + branch.name() + "`");
            }
            tx.candidates().reopen(candidate.id());
            runs.forEach(run -> tx.gateRuns().queue(candidate.id(), run.planned()));
            tx.branches().stopWaiting(branch.id());
            tx.events().append(EventType.BRANCH_RESUMED, branch.repo(), branch.id(), Map.of("by", by));
            return new Again.Queued(runs.stream().map(GateRun::name).toList());
        });
    }

    private static Candidate candidate(Tx tx, GateRun run) {
        return tx.candidates()
                .get(run.candidate())
                .orElseThrow(() -> new IllegalStateException(run + " judges no candidate"));
    }

    private static Branch branch(Tx tx, Candidate candidate) {
        return tx.branches()
                .get(candidate.branch())
                .orElseThrow(() -> new IllegalStateException(candidate + " has no branch"));
    }

    private static List<String> argv(Gate gate) {
        return switch (gate.work()) {
            case GateWork.Command command -> command.argv();
            case GateWork.Transform _,
                    GateWork.Agent _,
                    GateWork.AgentReview _,
                    GateWork.Approval _,
                    GateWork.Deploy _,
                    GateWork.Soak _,
                    GateWork.External _ -> throw new IllegalStateException("no file can ask for " + gate);
        };
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }
}
