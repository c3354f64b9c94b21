package dev.cook.merge;

import dev.cook.config.Screening;
import dev.cook.domain.BranchId;
import dev.cook.domain.CandidateId;
import dev.cook.merge.QueueDecision.Action;
import dev.cook.merge.QueueModel.Fate;
import dev.cook.merge.QueueModel.Work;
import dev.cook.merge.QueueState.Built;
import dev.cook.merge.QueueState.Member;
import dev.cook.merge.QueueState.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/** What a queue would have made of the same changes under other limits. Takes no time: its clock jumps. Pure. */
public final class Simulation {
    private final QueueModel model;
    private final Map<BranchId, Change> changes = new HashMap<>();
    private final Map<CandidateId, Running> running = new HashMap<>();
    private final PriorityQueue<Happening> next =
            new PriorityQueue<>(Comparator.comparingLong(Happening::at).thenComparingLong(Happening::order));
    private final List<Long> waits = new ArrayList<>();
    private long now;
    private long order;
    private int runs;
    private int wasted;
    private long gateMillis;
    private long lastLanded;

    /**
     * A change that somebody queues.
     *
     * @param arrives since the beginning
     * @param culprit whether its gates fail
     * @param gates how long they take
     * @param work how long they run meanwhile, all together: several at once, or none while people are asked
     */
    public record Change(Duration arrives, boolean culprit, Duration gates, Duration work, Optional<String> lane) {}

    /**
     * What came of it.
     *
     * @param runs candidates whose gates were started
     * @param wasted those of them that neither landed anything nor found a culprit
     * @param gateTime how long gates ran, all together
     * @param span until the last landing
     */
    public record Report(
            int landed,
            int evicted,
            Duration medianWait,
            Duration worstWait,
            int runs,
            int wasted,
            Duration gateTime,
            Duration span) {
        /** Changes that landed in an hour, from the beginning to the last landing. */
        public double landedPerHour() {
            return span.isZero() ? 0 : landed * 3_600_000.0 / span.toMillis();
        }
    }

    private sealed interface Happening {
        long at();

        long order();

        record Arrival(long at, long order, Change change) implements Happening {}

        record Judged(long at, long order, CandidateId candidate) implements Happening {}
    }

    private record Running(long since, long takes, long work) {
        /** The part of its work that is done by then. */
        long worked(long until) {
            return takes == 0 ? work : work * (until - since) / takes;
        }
    }

    private Simulation(QueueLimits limits, boolean bisects) {
        model = new QueueModel(limits);
        model.bisects = bisects;
    }

    /**
     * @param depth candidates judged at once
     * @param batch branches in one candidate at most
     * @param screen whether branches are first judged alone
     * @param bisects whether a group that failed is judged again in parts; otherwise its branches are judged one by one
     */
    public static Report run(List<Change> changes, int depth, int batch, Screening screen, boolean bisects) {
        Simulation simulation = new Simulation(new QueueLimits(depth, batch, screen), bisects);
        changes.forEach(change ->
                simulation.next.add(new Happening.Arrival(change.arrives().toMillis(), simulation.order++, change)));
        return simulation.run();
    }

    private Report run() {
        while (!next.isEmpty()) {
            Happening happening = next.remove();
            now = happening.at();
            switch (happening) {
                case Happening.Arrival arrival -> {
                    Work work = model.arrive(
                            arrival.change().culprit(), arrival.change().lane());
                    changes.put(work.id, arrival.change());
                }
                case Happening.Judged judged -> judged(judged.candidate());
            }
            settle();
        }
        waits.sort(Comparator.naturalOrder());
        return new Report(
                waits.size(),
                (int) model.works.values().stream()
                        .filter(work -> work.fate == Fate.EVICTED)
                        .count(),
                Duration.ofMillis(waits.isEmpty() ? 0 : waits.get(waits.size() / 2)),
                Duration.ofMillis(waits.isEmpty() ? 0 : waits.getLast()),
                runs,
                wasted,
                Duration.ofMillis(gateMillis),
                Duration.ofMillis(lastLanded));
    }

    private void judged(CandidateId candidate) {
        // A candidate that was discarded meanwhile has been accounted for.
        Optional.ofNullable(running.remove(candidate)).ifPresent(run -> {
            gateMillis += run.worked(now);
            model.judge(candidate);
        });
    }

    /** Does what is decided, until nothing is. */
    private void settle() {
        while (true) {
            List<Action> actions = model.decide().actions();
            if (actions.isEmpty()) {
                return;
            }
            Action action = actions.getFirst();
            switch (action) {
                case Action.Build build -> outdate(build.members());
                case Action.Discard discard -> waste(discard.candidate());
                case Action.Split _ -> wasted++;
                case Action.Land land -> land(land.candidate());
                case Action.Evict _, Action.Screen _ -> {}
            }
            model.perform(action);
            begin();
        }
    }

    private void outdate(List<Member> members) {
        model.state().candidates().stream()
                .filter(built -> built.verdict() != Verdict.CONFLICT)
                .filter(built -> built.members().stream().anyMatch(members::contains))
                .forEach(built -> waste(built.id()));
    }

    private void waste(CandidateId candidate) {
        wasted++;
        Optional.ofNullable(running.remove(candidate)).ifPresent(run -> gateMillis += run.worked(now));
    }

    private void land(CandidateId candidate) {
        built(candidate).members().forEach(member -> {
            Change change = Optional.ofNullable(changes.get(member.branch())).orElseThrow();
            waits.add(now - change.arrives().toMillis());
        });
        lastLanded = now;
    }

    private Built built(CandidateId id) {
        return model.state().candidates().stream()
                .filter(built -> built.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Gates of new candidates begin; they take as long as the longest of their branches. */
    private void begin() {
        for (Built built : model.state().candidates()) {
            if (built.verdict() == Verdict.PENDING && !running.containsKey(built.id())) {
                long takes = longest(built, Change::gates);
                running.put(built.id(), new Running(now, takes, longest(built, Change::work)));
                runs++;
                next.add(new Happening.Judged(now + takes, order++, built.id()));
            }
        }
    }

    private long longest(Built built, Function<Change, Duration> of) {
        return built.members().stream()
                .map(member -> Optional.ofNullable(changes.get(member.branch())).orElseThrow())
                .mapToLong(change -> of.apply(change).toMillis())
                .max()
                .orElse(0);
    }
}
