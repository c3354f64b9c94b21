package dev.cook.merge;

import dev.cook.domain.BranchName;
import dev.cook.domain.RepoId;
import dev.cook.store.QueueHistory;
import dev.cook.store.Store;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The past of a queue, beside what it would have been. What a change's gates found and how long they took is taken as it
 * was; only when they run, and on what, differs.
 *
 * @param changes how many were let land
 * @param unjudged those of them whose gates never came to an end: they are taken to pass in the middle of the others' time
 * @param was what really happened
 * @param same the model of it under the settings of today: how far the model is from what was
 * @param would the model of it under the settings asked for
 */
public record Replay(int changes, int unjudged, Column was, Column same, Column would) {
    /** Changes of one replay. */
    private static final int MOST = 10_000;

    /**
     * What a queue did.
     *
     * @param depth candidates judged at once
     * @param screen whether branches were judged alone first: auto, always or never
     * @param cost in USD; empty: unknown
     */
    public record Column(
            int depth,
            int batch,
            String screen,
            int landed,
            int rejected,
            Duration medianWait,
            Duration worstWait,
            int candidates,
            int wasted,
            Duration gates,
            Optional<BigDecimal> cost) {}

    static Replay of(Store store, RepoId repo, BranchName target, long event, QueueLimits now, QueueLimits wanted) {
        List<QueueHistory.Change> past = store.read(tx -> tx.queuePast().changes(repo, target, event, MOST));
        Instant begin = past.isEmpty() ? Instant.EPOCH : past.getFirst().queuedAt();
        QueueHistory.Used used = store.read(tx -> tx.queuePast().used(repo, target, begin));
        List<Duration> known = past.stream()
                .flatMap(change -> change.gates().stream())
                .sorted()
                .toList();
        Duration middle = known.isEmpty() ? Duration.ZERO : known.get(known.size() / 2);
        List<Simulation.Change> changes = past.stream()
                .map(change -> new Simulation.Change(
                        Duration.between(begin, change.queuedAt()),
                        change.rejected(),
                        change.gates().orElse(middle),
                        change.work(),
                        Optional.empty()))
                .toList();
        return new Replay(
                past.size(),
                past.size() - known.size(),
                was(past, used, now),
                model(changes, used, now),
                model(changes, used, wanted));
    }

    private static Column was(List<QueueHistory.Change> past, QueueHistory.Used used, QueueLimits limits) {
        List<Duration> waits = new ArrayList<>();
        for (QueueHistory.Change change : past) {
            change.landedAt().ifPresent(at -> waits.add(Duration.between(change.queuedAt(), at)));
        }
        waits.sort(Comparator.naturalOrder());
        return new Column(
                limits.depth(),
                limits.batch(),
                limits.screen().word(),
                waits.size(),
                (int) past.stream().filter(QueueHistory.Change::rejected).count(),
                waits.isEmpty() ? Duration.ZERO : waits.get(waits.size() / 2),
                waits.isEmpty() ? Duration.ZERO : waits.getLast(),
                used.candidates(),
                used.wasted(),
                used.gates(),
                used.cost());
    }

    private static Column model(List<Simulation.Change> changes, QueueHistory.Used used, QueueLimits limits) {
        Simulation.Report report = Simulation.run(changes, limits.depth(), limits.batch(), limits.screen(), true);
        // Priced as the hours that were: the same environments would have run.
        Optional<BigDecimal> cost = used.gates().isZero()
                ? Optional.empty()
                : used.cost().map(usd -> usd.multiply(
                                BigDecimal.valueOf(report.gateTime().toMillis()))
                        .divide(BigDecimal.valueOf(used.gates().toMillis()), 6, RoundingMode.HALF_UP));
        return new Column(
                limits.depth(),
                limits.batch(),
                limits.screen().word(),
                report.landed(),
                report.evicted(),
                report.medianWait(),
                report.worstWait(),
                report.runs(),
                report.wasted(),
                report.gateTime(),
                cost);
    }
}
