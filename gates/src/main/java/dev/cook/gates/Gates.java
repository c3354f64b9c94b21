package dev.cook.gates;

import dev.cook.config.Agent;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.Text;
import dev.cook.domain.event.BranchFact;
import dev.cook.git.GateCommits;
import dev.cook.git.Trees;
import dev.cook.store.CachedRead;
import dev.cook.store.Candidates;
import dev.cook.store.Controller;
import dev.cook.store.GateContents;
import dev.cook.store.GateRuns;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges candidates: reads the gates from the target's tip, runs each on the candidate's commit, and keeps what it found.
 * A candidate's readiness is nowhere stored; it is derived from its gate runs.
 */
public final class Gates {
    /** How often what waits for answers is looked at. */
    private static final Duration HEARING = Duration.ofSeconds(2);

    private final Store store;
    private final Isolation isolation;
    private final Clock clock;
    private final GateDefinitions definitions;
    private final Advance advance;
    private final GatePlanner planning;
    private final GateStarter starting;
    private final GateFinisher settling;
    private final AnsweredGates asking;
    private final CachedRead<Seen> rows;

    /** Touched by the controller's thread alone. */
    private Instant nextHearing = Instant.EPOCH;

    /**
     * Uses what the repositories say of their gates.
     *
     * @param atOnce the most gate runs at one time
     * @param agents those of the server's file, by name
     */
    public Gates(
            Store store,
            Trees trees,
            GateCommits answers,
            int atOnce,
            ServerEnvironments environments,
            Map<String, Agent> agents,
            Clock clock) {
        GateAgents asked = new GateAgents(agents);
        Relevance relevance = new Relevance(trees);
        GateEnvironments places = new GateEnvironments(trees, environments);
        this.store = store;
        this.isolation = store.isolation("gates");
        this.clock = clock;
        this.advance = new Advance(relevance);
        this.definitions = new GateDefinitions(store, trees, environments, asked);
        this.planning = new GatePlanner(store, definitions, places, asked);
        TransformCommits made = new TransformCommits(answers, trees);
        this.asking = new AnsweredGates(new Changes(trees), advance);
        this.starting = new GateStarter(
                store,
                isolation,
                advance,
                new StartDecisions(relevance, new ContentKeys(trees, asked), places, atOnce),
                made,
                asking,
                trees);
        this.settling = new GateFinisher(store, made, advance);
        this.rows = new CachedRead<>(
                store,
                Seen::read,
                Seen::isNothing,
                Set.of(Topic.CANDIDATES, Topic.GATES, Topic.JOBS),
                Set.of(Topic.BRANCHES, Topic.ENVIRONMENTS));
    }

    /** Starts judging, until the controller is closed. */
    public Controller start() {
        return Controller.start(
                isolation,
                store.wakeups()
                        .watch(
                                Topic.CANDIDATES,
                                Topic.GATES,
                                Topic.JOBS,
                                Topic.BRANCHES,
                                Topic.ENVIRONMENTS,
                                Topic.PEOPLE,
                                Topic.DEFINITIONS),
                this::pass);
    }

    /** What targets say of their gates. */
    public GateDefinitions definitions() {
        return definitions;
    }

    /** What is said at once of a configuration that somebody pushes or tries out. */
    public ConfigurationRemarks remarks() {
        return new ConfigurationRemarks(store, definitions);
    }

    /** Takes answers to gates that ask people or other systems. */
    public GateAnswering answering() {
        return new GateAnswering(store, asking);
    }

    void pass() {
        // What a step changes wakes the next pass, which looks at it as it is then.
        Seen seen = rows.get();
        isolation.each("plan its gates", seen.unplanned(), Subject::of, planning::plan);
        isolation.each(
                "record the result of a gate",
                seen.unsettled(),
                job -> "job " + job.id(),
                job -> store.read(tx -> tx.failures().about(job)),
                settling::settle);
        isolation.each(
                "cancel an obsolete gate run",
                seen.leftovers(),
                run -> Subject.of("gate run " + run.id()),
                this::cancelNeedless);
        isolation.each("choose its next gates", seen.inLine(), place -> Subject.of(place.candidate()), place -> {
            CandidateId id = place.candidate().id();
            if (advance.step(place.candidate(), seen.runs().of(id)).changes()) {
                store.change(tx -> advance.apply(tx, id));
            }
        });
        if (!clock.instant().isBefore(nextHearing)) {
            nextHearing = clock.instant().plus(HEARING);
            isolation.each(
                    "check the answers to its gates",
                    seen.inLine(),
                    place -> Subject.of(place.candidate()),
                    place -> hear(place.candidate(), seen.runs()));
        }
        starting.start(seen.inLine(), seen.runs(), seen.suspects());
    }

    /**
     * All that is under way.
     *
     * @param unplanned open candidates whose gates nobody has read yet
     * @param unsettled jobs that are over and of which their gate run has not taken notice
     * @param leftovers runs that nobody may need any more
     * @param inLine open candidates whose gates are planned
     * @param runs of the open candidates
     * @param suspects gates that failed in a group of which an open candidate is a part
     */
    private record Seen(
            List<Candidate> unplanned,
            List<Job> unsettled,
            List<GateContents.Leftover> leftovers,
            List<Candidates.InLine> inLine,
            GateRuns.OfCandidates runs,
            Map<CandidateId, Set<String>> suspects) {
        static Seen read(Tx tx) {
            return new Seen(
                    tx.candidates().unplanned(),
                    tx.jobs().unsettledGateRuns(),
                    tx.gateContents().leftovers(),
                    tx.candidates().inLine(),
                    tx.gateRuns().ofOpenCandidates(),
                    tx.gateRuns().failedInGroup());
        }

        boolean isNothing() {
            return unplanned.isEmpty() && unsettled.isEmpty() && leftovers.isEmpty() && inLine.isEmpty();
        }
    }

    /** Looks at what waits for answers, which count as they come: but time passes, and roles change. */
    private void hear(Candidate candidate, GateRuns.OfCandidates runs) {
        for (GateRun run : runs.of(candidate.id())) {
            if (run.kind() == GateKind.APPROVAL && run.state() == GateRunState.PASSED) {
                reopen(candidate, run);
                continue;
            }
            if (run.state() != GateRunState.WAITING
                    || !AnsweredGates.isNews(run, store.read(tx -> asking.ruling(tx, candidate, run)))) {
                continue;
            }
            store.change(tx -> {
                candidate.members().forEach(member -> tx.branches().lock(member.branch()));
                Optional<Candidate> open =
                        tx.candidates().lock(candidate.id()).filter(now -> now.state() == CandidateState.OPEN);
                GateRun now = tx.gateRuns().lock(run.id());
                if (open.isPresent() && now.state() == GateRunState.WAITING) {
                    asking.settle(tx, open.get(), now, asking.ruling(tx, open.get(), now));
                }
            });
        }
    }

    /** Who said yes may have lost the role since, or taken a hand in the work: then others are asked. */
    private void reopen(Candidate candidate, GateRun run) {
        if (store.read(tx -> asking.ruling(tx, candidate, run)) instanceof AnswerDecision.Passed) {
            return;
        }
        store.change(tx -> {
            candidate.members().forEach(member -> tx.branches().lock(member.branch()));
            Optional<Candidate> open =
                    tx.candidates().lock(candidate.id()).filter(now -> now.state() == CandidateState.OPEN);
            GateRun now = tx.gateRuns().lock(run.id());
            if (open.isPresent()
                    && now.state() == GateRunState.PASSED
                    && !(asking.ruling(tx, open.get(), now) instanceof AnswerDecision.Passed)) {
                tx.gateRuns()
                        .reopen(now.id(), asking.ruling(tx, open.get(), now).why());
                AnsweredGates.goOn(tx, open.get());
            }
        });
    }

    private void cancelNeedless(GateContents.Leftover run) {
        ObsoleteRuns.why(run, clock.instant())
                .ifPresent(why -> store.change(tx -> tx.gateRuns().end(run.id(), GateRunState.CANCELLED, why)));
    }

    /** What a request to run gates again came to. */
    public sealed interface Again {
        record Queued(List<String> gates) implements Again {}

        record Refused(String why) implements Again {}
    }

    /**
     * Runs the gates of a branch's newest candidate again, all or the named one with those that waited for it in vain.
     *
     * @param fresh whether they run although the answer to the same content is known
     */
    public Again runAgain(Branch branch, Optional<String> gate, boolean fresh, String by) {
        return store.write(tx -> {
            Branch now = tx.branches().lock(branch.id());
            Optional<Candidate> newest = tx.candidates().newest(branch.id());
            if (now.state().ended() || newest.isEmpty() || newest.get().commit().isEmpty()) {
                return new Again.Refused(branch.name() + " has no candidate yet; Cook builds one once the work is done"
                        + " (`branch land " + branch.name() + "`)");
            }
            Candidate candidate = newest.get();
            if (candidate.state() != CandidateState.FAILED && candidate.state() != CandidateState.OPEN) {
                return new Again.Refused(
                        "its candidate is " + candidate.state().word() + "; the gates of a new one run automatically");
            }
            List<GateRun> latest = tx.gateRuns().latest(candidate.id());
            Set<String> asked = RunAgain.chosen(latest, gate);
            if (asked.isEmpty()) {
                return new Again.Refused(
                        gate.map(name -> "the candidate has no gate '" + Text.shortened(Text.printable(name), 40) + "'")
                                .orElse("the target defines no gates"));
            }
            List<GateRun> runs =
                    latest.stream().filter(run -> asked.contains(run.name())).toList();
            if (runs.stream().anyMatch(run -> !run.state().over())) {
                return new Again.Refused("its gates are already running; see `gate list " + branch.name() + "`");
            }
            tx.candidates().reopen(candidate.id());
            runs.stream()
                    .sorted(Comparator.comparingLong(run -> run.id().value()))
                    .forEach(run -> tx.gateRuns().queue(candidate.id(), run.planned(), fresh));
            tx.branches().stopWaiting(branch.id());
            tx.events()
                    .append(branch.repo(), branch.id(), new BranchFact.Resumed(by, Optional.of("its gates run again")));
            return new Again.Queued(runs.stream().map(GateRun::name).toList());
        });
    }
}
