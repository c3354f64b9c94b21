package dev.cook.gates;

import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.ContentKey;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import dev.cook.domain.event.GateFact;
import dev.cook.git.Trees;
import dev.cook.store.Candidates.InLine;
import dev.cook.store.GateRuns;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** Starts gate runs that may begin: those of candidates that would land first before those of others. */
final class GateStarter {
    /** Runs that are looked at in one pass; those behind them come once some of these have begun. */
    private static final int MOST_LOOKS = 200;

    private final Store store;
    private final Isolation isolation;
    private final Advance advance;
    private final StartDecisions beginnings;
    private final TransformCommits made;
    private final AnsweredGates asking;
    private final Trees trees;

    GateStarter(
            Store store,
            Isolation isolation,
            Advance advance,
            StartDecisions beginnings,
            TransformCommits made,
            AnsweredGates asking,
            Trees trees) {
        this.asking = asking;
        this.store = store;
        this.isolation = isolation;
        this.advance = advance;
        this.beginnings = beginnings;
        this.made = made;
        this.trees = trees;
    }

    /**
     * Starts what may begin while there are places: first, of every part of a group that failed, the gates that failed there,
     * so that the culprit is found with the fewest runs.
     *
     * @param inLine open candidates, those that would land first before the others
     * @param suspects gates that failed in a group of which a candidate is a part
     */
    void start(List<InLine> inLine, GateRuns.OfCandidates runs, Map<CandidateId, Set<String>> suspects) {
        AtomicInteger looks = new AtomicInteger();
        List<InLine> parts = inLine.stream()
                .filter(place -> suspects.containsKey(place.candidate().id()))
                .toList();
        if (!parts.isEmpty()) {
            start(parts, runs, looks, (candidate, run) -> isSuspect(suspects, candidate, run));
        }
        start(inLine, runs, looks, (candidate, run) -> !isSuspect(suspects, candidate, run));
    }

    private static boolean isSuspect(Map<CandidateId, Set<String>> suspects, Candidate candidate, GateRun run) {
        return suspects.getOrDefault(candidate.id(), Set.of()).contains(run.name());
    }

    private void start(
            List<InLine> inLine,
            GateRuns.OfCandidates runs,
            AtomicInteger looks,
            BiPredicate<Candidate, GateRun> wanted) {
        isolation.each("start its gates", inLine, place -> Subject.of(place.candidate()), place -> {
            if (looks.get() >= MOST_LOOKS) {
                return;
            }
            Candidate candidate = place.candidate();
            List<GateRun> ready =
                    advance.step(candidate, runs.of(candidate.id())).ready();
            for (GateRun run : ready) {
                if (!wanted.test(candidate, run)) {
                    continue;
                }
                if (looks.incrementAndGet() > MOST_LOOKS) {
                    return;
                }
                start(place, run);
            }
        });
    }

    private void start(InLine place, GateRun run) {
        StartDecision seen = store.read(tx -> beginnings.of(tx, place, run));
        // What is held for the reason that it is held for needs no locks.
        if (seen instanceof StartDecision.Hold(String why, Optional<ContentKey> _)
                && run.reason().equals(Optional.of(why))) {
            return;
        }
        Optional<Oid> result = seen instanceof StartDecision.Answered(GateRun original, ContentKey _)
                ? made.again(place.candidate(), run, original)
                : Optional.empty();
        store.change(tx -> begin(tx, place, run.id(), seen, result));
    }

    /**
     * Decides again under the locks, and applies it.
     *
     * @param result what an earlier answer makes of this candidate, where that is another commit
     */
    private void begin(Tx tx, InLine place, GateRunId id, StartDecision seen, Optional<Oid> result) {
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
        Oid head = StartDecisions.head(candidate);
        switch (beginnings.of(tx, new InLine(candidate, place.next()), run)) {
            case StartDecision.Skip(String why) -> {
                tx.gateRuns().skip(id, head, why);
                tell(tx, candidate, new GateFact.Skipped(run.name(), id, why));
            }
            case StartDecision.Ask _ -> asking.begin(tx, candidate, run);
            case StartDecision.Answered answered -> {
                if (answered.equals(seen) && head.equals(StartDecisions.head(place.candidate()))) {
                    answer(tx, candidate, run, answered, result);
                }
            }
            case StartDecision.Run(GateEnvironment where, Optional<ContentKey> key) -> {
                EnvironmentId wanted = where.want(tx, GateEnvironments.branch(tx, candidate), head);
                key.ifPresent(content -> tx.gateContents().markKey(id, content));
                tx.gateRuns().markRunning(id, head, wanted);
                tx.jobs().queueGateRun(id, wanted, run.timeoutSeconds(), GatePrompt.of(tx, trees, candidate, run));
                tell(tx, candidate, new GateFact.Started(run.name(), id, head));
            }
            case StartDecision.Refuse(String why) -> GatePlanner.refuse(tx, candidate, why);
            case StartDecision.Hold(String why, Optional<ContentKey> key) -> {
                key.ifPresent(content -> tx.gateContents().markKey(id, content));
                tx.gateRuns().hold(id, why);
            }
        }
    }

    private void answer(
            Tx tx, Candidate candidate, GateRun run, StartDecision.Answered answered, Optional<Oid> result) {
        GateRunId original = answered.original().id();
        String why = "same result as run " + original;
        tx.gateContents().markKey(run.id(), answered.key());
        tx.gateContents().answer(run.id(), StartDecisions.head(candidate), original, why);
        result.ifPresent(commit -> {
            tx.gateRuns().markResult(run.id(), commit);
            tx.candidates().moveHead(candidate.id(), commit);
        });
        advance.apply(tx, candidate.id());
        tell(
                tx,
                candidate,
                new GateFact.Passed(
                        run.name(), run.id(), why, Optional.empty(), result, Optional.of(original), Optional.empty()));
    }

    private static void tell(Tx tx, Candidate candidate, GateFact fact) {
        tx.events().append(candidate.repo(), candidate.branch(), fact);
    }
}
