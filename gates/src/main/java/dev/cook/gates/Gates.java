package dev.cook.gates;

import dev.cook.config.RepoConfig;
import dev.cook.config.ServerEnvironments;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.EventType;
import dev.cook.domain.GateRun;
import dev.cook.domain.Text;
import dev.cook.git.Answers;
import dev.cook.git.Trees;
import dev.cook.store.Candidates;
import dev.cook.store.Controller;
import dev.cook.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges candidates: reads the gates from the target's tip, runs each on the candidate's commit, and keeps what it found.
 * A candidate's readiness is nowhere stored; it is derived from its gate runs.
 */
public final class Gates {
    private final Store store;
    private final GateDefinitions definitions;
    private final Advance advance;
    private final Planning planning;
    private final Starting starting;
    private final Settling settling;

    /**
     * Uses what the repositories say of their gates.
     *
     * @param atOnce the most gate runs at one time
     */
    public Gates(Store store, Trees trees, Answers answers, int atOnce, ServerEnvironments environments) {
        Relevance relevance = new Relevance(trees);
        Places places = new Places(trees, environments);
        this.store = store;
        this.advance = new Advance(relevance);
        this.definitions = new GateDefinitions(store, trees, environments);
        this.planning = new Planning(store, definitions, places);
        this.starting = new Starting(store, advance, relevance, places, atOnce);
        this.settling = new Settling(store, answers, advance);
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
        store.read(tx -> tx.candidates().unplanned()).forEach(planning::plan);
        store.read(tx -> tx.jobs().unsettledGateRuns()).forEach(settling::settle);
        record Seen(List<Candidates.InLine> inLine, Map<CandidateId, List<GateRun>> runs) {}
        Seen seen = store.read(
                tx -> new Seen(tx.candidates().inLine(), tx.gateRuns().ofOpenCandidates()));
        for (Candidates.InLine place : seen.inLine()) {
            CandidateId id = place.candidate().id();
            if (advance.step(place.candidate(), seen.runs().getOrDefault(id, List.of()))
                    .changes()) {
                store.change(tx -> advance.apply(tx, id));
            }
        }
        starting.start(seen.inLine(), seen.runs());
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
}
