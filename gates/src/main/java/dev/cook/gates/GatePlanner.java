package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.config.GateWork;
import dev.cook.config.People;
import dev.cook.config.RepoConfig;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.RepoId;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.GateFact;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the gates of a candidate from what it was built on, never from the branch that is judged, and queues them. */
final class GatePlanner {
    /** What was read of so many commits is remembered: candidates on one another share it. */
    private static final int MOST_KNOWN = 200;

    private final Store store;
    private final GateDefinitions definitions;
    private final GateEnvironments places;
    private final GateAgents agents;

    /** What was read of commits, until both of a candidate are there; touched by the controller's thread alone. */
    private final Map<Asked, GateDefinitions.Read> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, GateDefinitions.Read> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    private record Asked(RepoId repo, Oid commit) {}

    GatePlanner(Store store, GateDefinitions definitions, GateEnvironments places, GateAgents agents) {
        this.store = store;
        this.definitions = definitions;
        this.places = places;
        this.agents = agents;
    }

    void plan(Candidate candidate) {
        Oid commit = candidate.commit().orElseThrow(() -> new IllegalStateException(candidate + " has no commit"));
        Optional<GateDefinitions.Read> base = poll(candidate, candidate.base());
        Optional<GateDefinitions.Read> own = poll(candidate, commit);
        if (base.isEmpty() || own.isEmpty()) {
            return;
        }
        switch (base.get()) {
            case GateDefinitions.Read.Bad(String problem) -> {
                // What is ahead in the queue has the fault: it leaves, or it lands and the target has it.
                if (store.read(tx -> tip(tx, candidate)).equals(Optional.of(candidate.base()))) {
                    store.change(tx -> refuse(
                            tx, candidate, "the gates of " + candidate.target() + " cannot be read: " + problem));
                }
            }
            case GateDefinitions.Read.Good(RepoConfig config, String _) -> queue(candidate, config, own.get());
        }
    }

    private Optional<GateDefinitions.Read> poll(Candidate candidate, Oid commit) {
        Asked asked = new Asked(candidate.repo(), commit);
        GateDefinitions.Read found = known.get(asked);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<GateDefinitions.Read> read = definitions.poll(candidate.repo(), commit);
        read.ifPresent(answer -> known.put(asked, answer));
        return read;
    }

    private void queue(Candidate candidate, RepoConfig base, GateDefinitions.Read own) {
        store.change(tx -> {
            for (Gate gate : base.gates()) {
                Optional<String> problem = gate.work().kind().isAsked()
                        ? Optional.empty()
                        : places.of(tx, candidate, gate).problem();
                if (problem.isPresent()) {
                    refuse(tx, candidate, problem.get());
                    return;
                }
            }
            if (!tx.candidates().markPlanned(candidate.id(), base.attempts())) {
                return;
            }
            switch (own) {
                case GateDefinitions.Read.Good(RepoConfig config, String _) ->
                    NewDefinitions.plan(base, config)
                            .forEach(gate -> tx.gateRuns().queue(candidate.id(), agents.equip(gate)));
                case GateDefinitions.Read.Bad(String problem) -> {
                    NewDefinitions.plan(base, base)
                            .forEach(gate -> tx.gateRuns().queue(candidate.id(), agents.equip(gate)));
                    // A gate that failed: its branch is to blame, and whoever works on it is told.
                    GateRunId refused = tx.gateRuns().queue(candidate.id(), NewDefinitions.unreadable());
                    tx.gateRuns().end(refused, GateRunState.FAILED, problem);
                    tx.events()
                            .append(
                                    candidate.repo(),
                                    candidate.branch(),
                                    new GateFact.Failed(
                                            NewDefinitions.unreadable().name(),
                                            refused,
                                            problem,
                                            Optional.empty(),
                                            Optional.empty()));
                }
            }
        });
    }

    private static Optional<Oid> tip(Tx tx, Candidate candidate) {
        return tx.refs().get(candidate.repo(), candidate.target().ref()).flatMap(NamedRef::id);
    }

    /** It cannot be judged: a person has to do something first. */
    static void refuse(Tx tx, Candidate candidate, String why) {
        // Branches before candidates, as those do who land them.
        candidate.members().forEach(member -> tx.branches().lock(member.branch()));
        // Nobody found fault with it: it is built again when the target is something else, or when somebody says so.
        if (tx.candidates().close(candidate.id(), CandidateState.STALE)) {
            tx.gateRuns().cancelOpen(candidate.id(), why);
            Oid tip = tip(tx, candidate).orElse(candidate.base());
            for (Candidate.Member member : candidate.members()) {
                tx.branches().waitForTarget(member.branch(), why, tip);
                tx.events().append(candidate.repo(), member.branch(), new BranchFact.Waited(why));
            }
        }
    }

    /**
     * Pure.
     *
     * @param people who is who in the file that defines it
     * @param held why it does not run before its definition is on the target
     */
    static PlannedGate planned(Gate gate, People people, String name, List<String> needs, Optional<String> held) {
        return new PlannedGate(
                name,
                gate.work().kind(),
                GateJson.of(gate, people, held),
                argv(gate),
                needs,
                gate.required(),
                gate.retries(),
                Math.toIntExact(longest(gate).toSeconds()));
    }

    private static List<String> argv(Gate gate) {
        return switch (gate.work()) {
            case GateWork.Command command -> command.argv();
            case GateWork.Deploy deploy -> deploy.argv();
            // Programs that every environment has.
            case GateWork.Transform transform -> headed(List.of("answer"), transform.argv());
            case GateWork.Soak soak ->
                headed(
                        List.of("soak", seconds(soak.span()), seconds(soak.every()), seconds(gate.timeout())),
                        soak.argv());
            // An agent's command is the server's to say.
            case GateWork.Agent _, GateWork.AgentReview _, GateWork.Approval _, GateWork.External _ -> List.of();
        };
    }

    /** The timeout of a soak is that of one look, also of the last. */
    private static Duration longest(Gate gate) {
        return gate.work() instanceof GateWork.Soak soak ? soak.span().plus(gate.timeout()) : gate.timeout();
    }

    private static List<String> headed(List<String> head, List<String> argv) {
        List<String> words = new ArrayList<>(head);
        words.addAll(argv);
        return words;
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
