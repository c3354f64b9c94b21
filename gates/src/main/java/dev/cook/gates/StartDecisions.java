package dev.cook.gates;

import dev.cook.config.Gate;
import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.store.Candidates.InLine;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/** Finds out how a gate run that may begin begins; changes nothing. */
final class StartDecisions {
    private final Relevance relevance;
    private final ContentKeys keys;
    private final GateEnvironments places;
    private final int atOnce;

    /** @param atOnce the most gate runs at one time */
    StartDecisions(Relevance relevance, ContentKeys keys, GateEnvironments places, int atOnce) {
        this.relevance = relevance;
        this.keys = keys;
        this.places = places;
        this.atOnce = atOnce;
    }

    StartDecision of(Tx tx, InLine inLine, GateRun run) {
        Candidate candidate = inLine.candidate();
        Gate gate = GateJson.read(run);
        List<Branch> members = candidate.members().stream()
                .flatMap(member -> tx.branches().get(member.branch()).stream())
                .toList();
        Optional<String> pointless = GateJson.held(run)
                .or(() -> relevance.pointless(gate, candidate.repo(), candidate.base(), head(candidate), members));
        if (pointless.isPresent()) {
            return new StartDecision.Skip(pointless.get());
        }
        if (run.kind().isAsked()) {
            return new StartDecision.Ask();
        }
        GateEnvironment place = places.of(tx, candidate, gate);
        return place.problem()
                .<StartDecision>map(StartDecision.Refuse::new)
                .or(() -> place.missing().map(why -> new StartDecision.Hold(why, Optional.empty())))
                .orElseGet(() -> command(tx, inLine, run, place, keys.of(run, gate, candidate, place)));
    }

    private StartDecision command(Tx tx, InLine inLine, GateRun run, GateEnvironment place, Optional<ContentKey> key) {
        Candidate candidate = inLine.candidate();
        if (key.isPresent() && !tx.gateContents().isFresh(run.id()) && !failedOn(tx, run, head(candidate))) {
            Optional<GateRun> original = tx.gateContents().passed(candidate.repo(), key.get());
            if (original.isPresent()) {
                return new StartDecision.Answered(original.get(), key.get());
            }
            Optional<GateRun> running = tx.gateContents().running(candidate.repo(), key.get());
            if (running.isPresent()) {
                return new StartDecision.Hold(
                        "waiting for the same work in run " + running.get().id(), key);
            }
        }
        if (run.kind() == GateKind.DEPLOY) {
            Optional<String> why = mayNotDeploy(tx, inLine);
            if (why.isPresent()) {
                return new StartDecision.Hold(why.get(), key);
            }
        }
        return tx.gateRuns().ahead(place.made()) < atOnce
                ? new StartDecision.Run(place, key)
                : new StartDecision.Hold(
                        "waiting for a slot: " + atOnce + (atOnce == 1 ? " gate run" : " gate runs")
                                + " at the same time (limits.gate_runs)",
                        key);
    }

    /** A failure that is tried again is to be tried, whatever others found. */
    private static boolean failedOn(Tx tx, GateRun run, Oid head) {
        return run.attempt() > 1
                && tx.gateRuns().of(run.candidate()).stream()
                        .anyMatch(other -> other.name().equals(run.name())
                                && other.state() == GateRunState.FAILED
                                && other.commit().equals(Optional.of(head)));
    }

    /** Never two at once on one target, none while another one's is watched, and only what would land next. */
    private static Optional<String> mayNotDeploy(Tx tx, InLine inLine) {
        if (!inLine.next()) {
            return Optional.of("waiting for the branches ahead to land");
        }
        Candidate candidate = inLine.candidate();
        return tx.gateRuns().deploying(candidate.repo(), candidate.target()).stream()
                .filter(other ->
                        other.kind() == GateKind.DEPLOY || !other.candidate().equals(candidate.id()))
                .findFirst()
                .map(other -> "waiting for the " + other.kind().word() + " of run " + other.id() + " to end");
    }

    static Oid head(Candidate candidate) {
        return candidate.head().orElseThrow(() -> new IllegalStateException(candidate + " has no commit"));
    }
}
