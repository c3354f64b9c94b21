package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Failure;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.Readiness;
import dev.cook.merge.QueueState.Built;
import dev.cook.merge.QueueState.Entry;
import dev.cook.merge.QueueState.Member;
import dev.cook.merge.QueueState.Need;
import dev.cook.merge.QueueState.Ready;
import dev.cook.merge.QueueState.Verdict;
import dev.cook.store.GateRuns;
import dev.cook.store.Queues;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the state of a queue from rows. */
final class QueueReader {
    private static final Logger LOG = LoggerFactory.getLogger(QueueReader.class);

    private QueueReader() {}

    /** Empty where the target does not exist, or where what it says of its queue is still being read. */
    static Optional<QueueState> read(Tx tx, Queues.Target target, QueueSettings settings) {
        return tip(tx, target)
                .filter(oid -> settings.areKnown(target.repo(), oid))
                .map(oid -> new QueueState(
                        target.name(),
                        oid,
                        recent(tx, target),
                        entries(tx, target, oid, settings),
                        candidates(tx, target)));
    }

    static Optional<Oid> tip(Tx tx, Queues.Target target) {
        return tx.refs().get(target.repo(), target.name().ref()).flatMap(NamedRef::id);
    }

    private static QueueState.Recent recent(Tx tx, Queues.Target target) {
        Queues.Outcomes outcomes = tx.queues().outcomes(target.repo(), target.name());
        return new QueueState.Recent(outcomes.ended(), outcomes.failed());
    }

    /** In order, but none before what it needs. */
    private static List<Entry> entries(Tx tx, Queues.Target target, Oid targetTip, QueueSettings settings) {
        List<Queues.Line> waiting = new ArrayList<>(tx.queues().lines(target.repo(), target.name()));
        waiting.removeIf(line -> line.tip().isEmpty());
        Set<BranchId> here = waiting.stream().map(line -> line.branch().id()).collect(Collectors.toSet());
        Queues.QueueNeeds found = tx.queues().needsInQueue(List.copyOf(here));
        Map<BranchId, List<Queues.Need>> needs =
                found.needs().stream().collect(Collectors.groupingBy(Queues.Need::branch));
        Map<Oid, String> lanes = settings.lanes(
                target.repo(),
                targetTip,
                waiting.stream().flatMap(line -> line.tip().stream()).distinct().toList());
        List<Failure> failures = tx.failures().of(MergeQueue.CONTROLLER);
        List<Entry> entries = new ArrayList<>();
        Set<BranchId> placed = new HashSet<>();
        while (!waiting.isEmpty()) {
            // In a circle nobody is next: then the first of them is, and says what it needs.
            Queues.Line line = waiting.stream()
                    .filter(next -> needs.getOrDefault(next.branch().id(), List.of()).stream()
                            .map(need -> need.other().id())
                            .allMatch(other -> !here.contains(other) || placed.contains(other)))
                    .findFirst()
                    .orElse(waiting.getFirst());
            waiting.remove(line);
            Oid tip = line.tip().orElseThrow();
            entries.add(entry(
                    line,
                    tip,
                    found.damaged().contains(line.branch().id())
                            ? Optional.of("depends on a branch that the server cannot read; the server's log says why")
                            : SetAside.why(failures, line, tx.now()),
                    Optional.ofNullable(lanes.get(tip)),
                    needs.getOrDefault(line.branch().id(), List.of()).stream()
                            .map(need -> new Need(need.name(), ready(tx, need.other(), here, placed)))
                            .toList()));
            placed.add(line.branch().id());
        }
        return entries;
    }

    private static Ready ready(Tx tx, Branch other, Set<BranchId> here, Set<BranchId> placed) {
        if (here.contains(other.id())) {
            return placed.contains(other.id()) ? Ready.AHEAD : Ready.NOT;
        }
        try {
            return Partners.ready(tx, other);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // A row of another branch is damaged: what needs it waits, and nobody else does.
            LOG.warn("how far branch {} is cannot be read", other.id(), e);
            return Ready.NOT;
        }
    }

    private static Entry entry(
            Queues.Line line, Oid tip, Optional<String> setAside, Optional<String> lane, List<Need> needs) {
        Optional<String> stopped = line.branch()
                .heldBy()
                .map(why -> "held by " + why)
                .or(() -> line.rejected() ? Optional.of("failed; sent back to its author") : setAside);
        return new Entry(
                line.branch().id(), line.branch().name(), tip, line.failedIn(), line.screened(), lane, stopped, needs);
    }

    private static List<Built> candidates(Tx tx, Queues.Target target) {
        List<Candidate> candidates = tx.queues().candidates(target.repo(), target.name());
        GateRuns.OfCandidates runs =
                tx.gateRuns().latest(candidates.stream().map(Candidate::id).toList());
        return candidates.stream()
                // Its branches are built anew.
                .filter(candidate -> !runs.damaged().contains(candidate.id()))
                .map(candidate -> built(candidate, runs.of(candidate.id())))
                .toList();
    }

    private static Built built(Candidate candidate, List<GateRun> runs) {
        List<Member> members = candidate.members().stream()
                .map(member -> new Member(member.branch(), member.tip()))
                .toList();
        if (candidate.state() == CandidateState.CONFLICTING) {
            return new Built(
                    candidate.id(),
                    candidate.base(),
                    candidate.builtOn().isEmpty(),
                    members,
                    Optional.empty(),
                    Verdict.CONFLICT,
                    Conflicts.named(candidate.conflicts()));
        }
        Readiness readiness = Readiness.of(candidate, runs);
        return new Built(
                candidate.id(),
                candidate.base(),
                candidate.builtOn().isEmpty(),
                members,
                candidate.head(),
                switch (readiness) {
                    case Readiness.Pending _ -> Verdict.PENDING;
                    case Readiness.Waiting _ -> Verdict.WAITING;
                    case Readiness.Passed _ -> Verdict.PASSED;
                    case Readiness.Failed _ -> Verdict.FAILED;
                },
                what(readiness, runs));
    }

    private static String what(Readiness readiness, List<GateRun> runs) {
        return switch (readiness) {
            case Readiness.Pending _ ->
                runs.stream()
                        .filter(run -> run.state().isNext())
                        .map(GateRun::name)
                        .collect(Collectors.joining(", "));
            case Readiness.Passed _ -> "";
            case Readiness.Waiting _ ->
                runs.stream()
                        .filter(run -> run.required() && run.state() == GateRunState.WAITING)
                        .map(run -> "gate " + run.name()
                                + run.reason().map(why -> " (" + why + ")").orElse(""))
                        .collect(Collectors.joining(", and "));
            case Readiness.Failed _ -> {
                List<GateRun> bad = runs.stream()
                        .filter(run -> run.required() && run.state().isBad())
                        .toList();
                List<GateRun> judged = bad.stream()
                        .filter(run -> run.state() != GateRunState.CANCELLED)
                        .toList();
                yield (judged.isEmpty() ? bad : judged)
                        .stream()
                                .map(run -> "gate " + run.name() + ": "
                                        + run.reason().orElse(run.state().word()))
                                .collect(Collectors.joining(", "));
            }
        };
    }
}
