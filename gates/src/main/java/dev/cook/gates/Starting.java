package dev.cook.gates;

import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.ContentKey;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EventType;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import dev.cook.git.Trees;
import dev.cook.store.Candidates.InLine;
import dev.cook.store.Isolation;
import dev.cook.store.Store;
import dev.cook.store.Subject;
import dev.cook.store.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts gate runs that may begin: those of candidates that would land first before those of others. */
final class Starting {
    /** Runs that are looked at in one pass; those behind them come once some of these have begun. */
    private static final int MOST_LOOKS = 200;

    private final Store store;
    private final Isolation isolation;
    private final Advance advance;
    private final Beginnings beginnings;
    private final Made made;
    private final Asking asking;
    private final Trees trees;

    Starting(
            Store store,
            Isolation isolation,
            Advance advance,
            Beginnings beginnings,
            Made made,
            Asking asking,
            Trees trees) {
        this.asking = asking;
        this.store = store;
        this.isolation = isolation;
        this.advance = advance;
        this.beginnings = beginnings;
        this.made = made;
        this.trees = trees;
    }

    /** @param inLine open candidates, those that would land first before the others */
    void start(List<InLine> inLine, Map<CandidateId, List<GateRun>> runs) {
        AtomicInteger looks = new AtomicInteger();
        isolation.each("start its gates", inLine, place -> Subject.of(place.candidate()), place -> {
            if (looks.get() >= MOST_LOOKS) {
                return;
            }
            Candidate candidate = place.candidate();
            List<GateRun> ready = advance.step(candidate, runs.getOrDefault(candidate.id(), List.of()))
                    .ready();
            for (GateRun run : ready) {
                if (looks.incrementAndGet() > MOST_LOOKS) {
                    return;
                }
                start(place, run);
            }
        });
    }

    private void start(InLine place, GateRun run) {
        Beginning seen = store.read(tx -> beginnings.of(tx, place, run));
        // What is held for the reason that it is held for needs no locks.
        if (seen instanceof Beginning.Hold(String why, Optional<ContentKey> _)
                && run.reason().equals(Optional.of(why))) {
            return;
        }
        Optional<Oid> result = seen instanceof Beginning.Answered(GateRun original, ContentKey _)
                ? made.again(place.candidate(), run, original)
                : Optional.empty();
        store.change(tx -> begin(tx, place, run.id(), seen, result));
    }

    /**
     * Decides again under the locks, and applies it.
     *
     * @param result what an earlier answer makes of this candidate, where that is another commit
     */
    private void begin(Tx tx, InLine place, GateRunId id, Beginning seen, Optional<Oid> result) {
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
        Oid head = Beginnings.head(candidate);
        switch (beginnings.of(tx, new InLine(candidate, place.next()), run)) {
            case Beginning.Skip(String why) -> {
                tx.gateRuns().skip(id, head, why);
                tell(tx, EventType.GATE_SKIPPED, candidate, run, Map.of("why", why));
            }
            case Beginning.Ask _ -> asking.begin(tx, candidate, run);
            case Beginning.Answered answered -> {
                if (answered.equals(seen) && head.equals(Beginnings.head(place.candidate()))) {
                    answer(tx, candidate, run, answered, result);
                }
            }
            case Beginning.Run(Place where, Optional<ContentKey> key) -> {
                EnvironmentId wanted = where.want(tx, Places.branch(tx, candidate), head);
                key.ifPresent(content -> tx.gateContents().markKey(id, content));
                tx.gateRuns().markRunning(id, head, wanted);
                tx.jobs().queueGateRun(id, wanted, run.timeoutSeconds(), GatePrompt.of(tx, trees, candidate, run));
                tell(tx, EventType.GATE_STARTED, candidate, run, Map.of("commit", head.hex()));
            }
            case Beginning.Refuse(String why) -> Planning.refuse(tx, candidate, why);
            case Beginning.Hold(String why, Optional<ContentKey> key) -> {
                key.ifPresent(content -> tx.gateContents().markKey(id, content));
                tx.gateRuns().hold(id, why);
            }
        }
    }

    private void answer(Tx tx, Candidate candidate, GateRun run, Beginning.Answered answered, Optional<Oid> result) {
        GateRunId original = answered.original().id();
        String why = "the same was judged in run " + original;
        tx.gateContents().markKey(run.id(), answered.key());
        tx.gateContents().answer(run.id(), Beginnings.head(candidate), original, why);
        Map<String, String> data = new HashMap<>(Map.of("why", why, "answeredBy", original.toString()));
        result.ifPresent(commit -> {
            tx.gateRuns().markResult(run.id(), commit);
            tx.candidates().moveHead(candidate.id(), commit);
            data.put("made", commit.hex());
        });
        advance.apply(tx, candidate.id());
        tell(tx, EventType.GATE_PASSED, candidate, run, data);
    }

    private static void tell(Tx tx, EventType type, Candidate candidate, GateRun run, Map<String, String> more) {
        tx.events().append(type, candidate.repo(), candidate.branch(), Told.of(run, more));
    }
}
