package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EventType;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import dev.cook.store.Candidates.InLine;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts gate runs that may begin: those of candidates that would land first before those of others. */
final class Starting {
    private final Store store;
    private final Advance advance;
    private final Relevance relevance;
    private final Places places;
    private final int atOnce;

    /** @param atOnce the most gate runs at one time */
    Starting(Store store, Advance advance, Relevance relevance, Places places, int atOnce) {
        this.store = store;
        this.advance = advance;
        this.relevance = relevance;
        this.places = places;
        this.atOnce = atOnce;
    }

    /** How a run begins. */
    private sealed interface Beginning {
        /** It cannot matter. */
        record Skip(String why) implements Beginning {}

        /** Somebody has to answer. */
        record Ask() implements Beginning {}

        /** Its command runs. */
        record Run(Place place) implements Beginning {}

        /** It cannot be run until a person does something. */
        record Refuse(String why) implements Beginning {}

        /** Something else has to end first. */
        record Hold() implements Beginning {}
    }

    /** @param inLine open candidates, those that would land first before the others */
    void start(List<InLine> inLine, Map<CandidateId, List<GateRun>> runs) {
        for (InLine place : inLine) {
            Candidate candidate = place.candidate();
            for (GateRun run : advance.step(candidate, runs.getOrDefault(candidate.id(), List.of()))
                    .ready()) {
                // Looked at before it is changed: a change wakes every controller, this one too, and there would be no
                // rest.
                if (!(store.read(tx -> beginning(tx, place, run)) instanceof Beginning.Hold)) {
                    store.change(tx -> begin(tx, place, run.id()));
                }
            }
        }
    }

    private void begin(Tx tx, InLine place, GateRunId id) {
        tx.gateRuns().lockStarting();
        // A refusal locks branches, and they come before candidates.
        place.candidate().members().forEach(member -> tx.branches().lock(member.branch()));
        Optional<GraphStep> step = advance.apply(tx, place.candidate().id());
        Optional<GateRun> ready = step.stream()
                .flatMap(now -> now.ready().stream())
                .filter(run -> run.id().equals(id))
                .findFirst();
        if (ready.isEmpty()) {
            return;
        }
        GateRun run = ready.get();
        Candidate candidate = tx.candidates().get(run.candidate()).orElseThrow();
        Oid head = head(candidate);
        switch (beginning(tx, new InLine(candidate, place.next()), run)) {
            case Beginning.Skip(String why) -> {
                tx.gateRuns().skip(id, head, why);
                tell(tx, EventType.GATE_SKIPPED, candidate, run, Map.of("why", why));
            }
            case Beginning.Ask _ -> Asking.begin(tx, candidate, run);
            case Beginning.Run(Place where) -> {
                EnvironmentId wanted = where.want(tx, Places.branch(tx, candidate), head);
                tx.gateRuns().markRunning(id, head, wanted);
                tx.jobs().queueGateRun(id, wanted, run.timeoutSeconds());
                tell(tx, EventType.GATE_STARTED, candidate, run, Map.of("commit", head.hex()));
            }
            case Beginning.Refuse(String why) -> Planning.refuse(tx, candidate, why);
            case Beginning.Hold _ -> {}
        }
    }

    private Beginning beginning(Tx tx, InLine inLine, GateRun run) {
        Candidate candidate = inLine.candidate();
        Gate gate = GateJson.read(run);
        List<Branch> members = candidate.members().stream()
                .flatMap(member -> tx.branches().get(member.branch()).stream())
                .toList();
        Optional<String> pointless =
                relevance.pointless(gate, candidate.repo(), candidate.base(), head(candidate), members);
        if (pointless.isPresent()) {
            return new Beginning.Skip(pointless.get());
        }
        if (run.kind().isAsked()) {
            return new Beginning.Ask();
        }
        if (run.kind() == GateKind.DEPLOY && !mayDeploy(tx, inLine)) {
            return new Beginning.Hold();
        }
        if (tx.gateRuns().running().size() >= atOnce) {
            return new Beginning.Hold();
        }
        Place place = places.of(tx, candidate, gate);
        return place.problem().<Beginning>map(Beginning.Refuse::new).orElseGet(() -> new Beginning.Run(place));
    }

    /** Never two at once on one target, none while another one's is watched, and only what would land next. */
    private static boolean mayDeploy(Tx tx, InLine inLine) {
        Candidate candidate = inLine.candidate();
        return inLine.next()
                && tx.gateRuns().deploying(candidate.repo(), candidate.target()).stream()
                        .allMatch(other -> other.kind() == GateKind.SOAK
                                && other.candidate().equals(candidate.id()));
    }

    private static Oid head(Candidate candidate) {
        return candidate.head().orElseThrow(() -> new IllegalStateException(candidate + " has no commit"));
    }

    private static void tell(Tx tx, EventType type, Candidate candidate, GateRun run, Map<String, String> more) {
        tx.events().append(type, candidate.repo(), candidate.branch(), Told.of(run, more));
    }
}
