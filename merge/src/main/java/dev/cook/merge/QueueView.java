package dev.cook.merge;

import dev.cook.config.QueueConfig;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Failure;
import dev.cook.domain.Oid;
import dev.cook.store.Queues;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue as people see it.
 *
 * @param landing merge, squash or rebase
 * @param screen whether new branches are first judged alone: auto, always or never
 * @param recentlyEnded branches among the last whose gates came to an end
 * @param recentlyFailed those of them that failed
 * @param lines what shall land, in order, then what a person has to do something about first
 */
public record QueueView(
        String target,
        int depth,
        int batch,
        String landing,
        String screen,
        int recentlyEnded,
        int recentlyFailed,
        List<Line> lines) {
    private static final Logger LOG = LoggerFactory.getLogger(QueueView.class);

    public QueueView {
        lines = List.copyOf(lines);
    }

    /**
     * A branch.
     *
     * @param position counts from 1; empty: it is not in the queue
     * @param reason why it is where it is
     * @param candidate the candidate that holds it at present
     * @param commit what would land
     * @param with how many branches that candidate holds
     * @param heldBy who keeps it from landing, and why
     */
    public record Line(
            Optional<Integer> position,
            String branch,
            String state,
            String reason,
            Optional<Long> candidate,
            Optional<String> commit,
            int with,
            int priority,
            Optional<String> lane,
            Optional<Instant> queuedAt,
            Optional<String> by,
            Optional<String> heldBy) {}

    /** Reads the queue of a target; without a target that exists, what waits for it is told alone. */
    static QueueView read(Tx tx, Queues.Target target, QueueSettings settings) {
        List<Line> lines = new ArrayList<>();
        Optional<QueueState> state = state(tx, target, settings);
        Optional<Oid> tip = state.map(QueueState::targetTip);
        QueueConfig config = tip.map(oid -> settings.config(target.repo(), oid)).orElse(QueueConfig.DEFAULT);
        QueueLimits limits = tip.map(oid -> settings.limits(target.repo(), oid)).orElse(QueueLimits.SERIAL);
        state.ifPresent(found -> {
            Map<BranchId, String> reasons = Queue.decide(found, limits).reasons();
            Map<BranchId, QueueState.Entry> entries = new HashMap<>();
            found.entries().forEach(entry -> entries.put(entry.branch(), entry));
            for (Queues.Line line : tx.queues().lines(target.repo(), target.name())) {
                Optional<QueueState.Entry> entry =
                        Optional.ofNullable(entries.get(line.branch().id()));
                String reason = Optional.ofNullable(reasons.get(line.branch().id()))
                        .orElse("the branch's ref is missing; push the branch again, or abandon it");
                int position = lines.size() + 1;
                lines.add(readable(
                        line.branch(),
                        Optional.of(position),
                        () -> queued(tx, line, position, reason, entry.flatMap(QueueState.Entry::lane))));
            }
        });
        tx.branches().inState(BranchState.DONE, BranchState.QUEUED).stream()
                .filter(branch ->
                        branch.repo().equals(target.repo()) && branch.target().equals(target.name()))
                .filter(branch ->
                        branch.state() == BranchState.DONE || branch.waitsFor().isPresent() || tip.isEmpty())
                .forEach(branch -> lines.add(readable(branch, Optional.empty(), () -> beside(tx, branch))));
        return new QueueView(
                target.name().value(),
                limits.depth(),
                limits.batch(),
                config.landing().word(),
                limits.screen().word(),
                state.map(found -> found.recent().ended()).orElse(0),
                state.map(found -> found.recent().failed()).orElse(0),
                lines);
    }

    /** Empty also where it cannot be read: then the failure of that is what there is to tell. */
    private static Optional<QueueState> state(Tx tx, Queues.Target target, QueueSettings settings) {
        try {
            return QueueReader.read(tx, target, settings);
        } catch (RuntimeException | Error e) {
            LOG.warn("the queue of {} cannot be read to be shown", target, e);
            return Optional.empty();
        }
    }

    /** A hold is always told; what the server fails to do for a branch goes before what else there is to say. */
    private static String reason(Tx tx, Branch branch, String otherwise) {
        String why =
                tx.failures().of(branch).stream().map(Failure::told).findFirst().orElse(otherwise);
        Optional<String> held = branch.heldBy().map(who -> "held by " + who);
        return held.filter(hold -> !why.equals(hold))
                .map(hold -> hold + "; " + why)
                .orElse(why);
    }

    /** One whose rows cannot be read keeps no other from being shown. */
    private static Line readable(Branch branch, Optional<Integer> position, Supplier<Line> line) {
        try {
            return line.get();
        } catch (RuntimeException | Error e) {
            LOG.warn("branch {} cannot be read to be shown in its queue", branch.id(), e);
            return new Line(
                    position,
                    branch.name().value(),
                    branch.state().word(),
                    "the server cannot read its candidate; the server's log says why",
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    branch.landBy(),
                    branch.heldBy());
        }
    }

    private static Line queued(Tx tx, Queues.Line line, int position, String reason, Optional<String> lane) {
        Branch branch = line.branch();
        Optional<Candidate> candidate = open(tx, branch);
        return new Line(
                Optional.of(position),
                branch.name().value(),
                branch.state().word(),
                reason(tx, branch, reason),
                candidate.map(Candidate::id).map(CandidateId::value),
                candidate.flatMap(Candidate::head).map(Oid::hex),
                candidate.map(found -> found.members().size()).orElse(1),
                line.priority(),
                lane,
                Optional.of(line.queuedAt()),
                branch.landBy(),
                branch.heldBy());
    }

    private static Line beside(Tx tx, Branch branch) {
        Optional<Candidate> candidate = open(tx, branch);
        return new Line(
                Optional.empty(),
                branch.name().value(),
                branch.state().word(),
                reason(
                        tx,
                        branch,
                        branch.waitsFor()
                                .map(what -> "waiting for a person: " + what)
                                .orElse(
                                        candidate.isPresent()
                                                ? "running its gates; not queued yet"
                                                : "its gates are next; not queued yet")),
                candidate.map(Candidate::id).map(CandidateId::value),
                candidate.flatMap(Candidate::head).map(Oid::hex),
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                branch.landBy(),
                branch.heldBy());
    }

    private static Optional<Candidate> open(Tx tx, Branch branch) {
        return tx.candidates().newest(branch.id()).filter(found -> found.state() == CandidateState.OPEN);
    }
}
