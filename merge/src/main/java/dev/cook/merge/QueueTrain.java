package dev.cook.merge;

import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A queue drawn as what it is: candidates one behind the other on the target, the lanes side by side, and beside them those that
 * are tested alone first. Made of the same {@link QueueView} that {@code queue show} prints.
 *
 * @param lanes chains of candidates, by lane; the one without a name may change anything
 * @param screening candidates that stand alone on the target and are in no chain
 * @param waiting branches that no candidate holds, with the reason, and branches that are not queued
 */
public record QueueTrain(
        QueueView view, Map<String, List<Car>> lanes, List<Car> screening, List<QueueView.Line> waiting) {
    public QueueTrain {
        screening = List.copyOf(screening);
        waiting = List.copyOf(waiting);
    }

    /**
     * A candidate.
     *
     * @param ahead how many candidates it is built on, beside the target itself
     * @param branches those that it holds, in order
     * @param estimate how long until it lands, by how long its gates took recently; empty: nobody knows
     */
    public record Car(
            CandidateId id,
            Optional<String> head,
            int ahead,
            List<QueueView.Line> branches,
            List<Gate> gates,
            Optional<Duration> estimate) {
        public Car {
            branches = List.copyOf(branches);
            gates = List.copyOf(gates);
        }
    }

    /** One of its gates. */
    public record Gate(String name, GateRunState state) {}

    /**
     * Draws a queue.
     *
     * @param candidates of the queue, oldest first
     * @param runs the last attempts of their gates
     * @param times how long gates took recently, by their names
     */
    static QueueTrain of(
            QueueView view,
            List<Candidate> candidates,
            Map<CandidateId, List<GateRun>> runs,
            Map<String, Duration> times,
            Instant now) {
        Map<CandidateId, List<QueueView.Line>> members = new LinkedHashMap<>();
        List<QueueView.Line> waiting = new ArrayList<>();
        for (QueueView.Line line : view.lines()) {
            if (line.position().isPresent() && line.candidate().isPresent()) {
                members.computeIfAbsent(new CandidateId(line.candidate().get()), _ -> new ArrayList<>())
                        .add(line);
            } else {
                waiting.add(line);
            }
        }
        Map<CandidateId, Candidate> open = new HashMap<>();
        candidates.stream()
                .filter(candidate -> candidate.state() == CandidateState.OPEN)
                .forEach(candidate -> open.put(candidate.id(), candidate));
        Map<CandidateId, Car> cars = new HashMap<>();
        Map<String, List<Car>> lanes = new LinkedHashMap<>();
        List<Car> screening = new ArrayList<>();
        Set<CandidateId> chained = new HashSet<>();
        members.forEach((id, lines) -> {
            Optional<Candidate> candidate = Optional.ofNullable(open.get(id));
            if (candidate.isEmpty()) {
                waiting.addAll(lines);
                return;
            }
            Optional<Car> before = candidate.get().builtOn().flatMap(on -> Optional.ofNullable(cars.get(on)));
            List<GateRun> gates = runs.getOrDefault(id, List.of());
            Optional<Duration> own = remaining(candidate.get(), gates, times, now);
            Optional<Duration> estimate = candidate.get().builtOn().isEmpty()
                    ? own
                    : own.flatMap(mine ->
                            before.flatMap(Car::estimate).map(theirs -> mine.compareTo(theirs) < 0 ? theirs : mine));
            Car car = new Car(
                    id,
                    candidate.get().head().map(head -> head.abbreviated()),
                    before.map(ahead -> ahead.ahead() + 1)
                            .orElse(candidate.get().builtOn().isPresent() ? 1 : 0),
                    lines,
                    gates.stream().map(run -> new Gate(run.name(), run.state())).toList(),
                    estimate);
            cars.put(id, car);
            String lane = lines.getFirst().lane().orElse("");
            // A chain has one beginning; whatever else stands on the target alone is tested before it may join.
            boolean alone = candidate.get().builtOn().isEmpty() && chainBegan(lanes, lane, chained);
            if (alone) {
                screening.add(car);
            } else {
                chained.add(id);
                lanes.computeIfAbsent(lane, _ -> new ArrayList<>()).add(car);
            }
        });
        return new QueueTrain(view, lanes, screening, waiting);
    }

    private static boolean chainBegan(Map<String, List<Car>> lanes, String lane, Set<CandidateId> chained) {
        return lane.isEmpty() ? !chained.isEmpty() : lanes.containsKey(lane);
    }

    /**
     * How long the gates of a candidate still take, if each takes as long as it did recently. Empty where somebody has to answer,
     * where a gate has no past, and where its gates are not known yet.
     */
    static Optional<Duration> remaining(
            Candidate candidate, List<GateRun> runs, Map<String, Duration> times, Instant now) {
        if (candidate.plannedAt().isEmpty()) {
            return Optional.empty();
        }
        Map<String, GateRun> byName = new HashMap<>();
        runs.forEach(run -> byName.put(run.name(), run));
        Map<String, Optional<Duration>> known = new HashMap<>();
        Duration longest = Duration.ZERO;
        for (GateRun run : runs) {
            if (run.state().isFailure() && run.required()) {
                return Optional.empty();
            }
            Optional<Duration> end = end(run, byName, times, now, known, runs.size());
            if (end.isEmpty()) {
                return Optional.empty();
            }
            longest = longest.compareTo(end.get()) < 0 ? end.get() : longest;
        }
        return Optional.of(longest);
    }

    /** @param depth of needs that is left, so that a circle ends */
    private static Optional<Duration> end(
            GateRun run,
            Map<String, GateRun> byName,
            Map<String, Duration> times,
            Instant now,
            Map<String, Optional<Duration>> known,
            int depth) {
        if (run.state().over()) {
            return Optional.of(Duration.ZERO);
        }
        if (run.state() == GateRunState.WAITING || run.kind().isAsked() || depth < 0) {
            return Optional.empty();
        }
        Optional<Duration> before = known.get(run.name());
        if (before != null) {
            return before;
        }
        Optional<Duration> usual = Optional.ofNullable(times.get(run.name()));
        Optional<Duration> begins = Optional.of(Duration.ZERO);
        for (String need : run.needs()) {
            Optional<Duration> needed = Optional.ofNullable(byName.get(need))
                    .flatMap(found -> end(found, byName, times, now, known, depth - 1));
            begins = begins.flatMap(latest -> needed.map(other -> latest.compareTo(other) < 0 ? other : latest));
        }
        Duration ran = run.startedAt().map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
        Optional<Duration> end = begins.flatMap(start ->
                usual.map(length -> start.plus(ran.compareTo(length) < 0 ? length.minus(ran) : Duration.ZERO)));
        known.put(run.name(), end);
        return end;
    }
}
