package dev.cook.gates;

import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.PlannedGate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What comes next for the gates of one candidate. Those that may answer with another commit run first, one after another in
 * the order of the file; the others judge what they leave. A gate begins when all that it needs passed or cannot matter.
 *
 * @param ready runs that may begin now
 * @param hopeless runs that can never begin, with the reason
 * @param again gates that are to be run once more
 */
record GraphStep(List<GateRun> ready, List<Hopeless> hopeless, List<PlannedGate> again) {
    /** How often a gate is run because its environment was lost; a third loss is no accident. */
    private static final int MOST_BREAKS = 3;

    /** A run that can never begin. */
    record Hopeless(GateRunId run, String why) {}

    GraphStep {
        ready = List.copyOf(ready);
        hopeless = List.copyOf(hopeless);
        again = List.copyOf(again);
    }

    /**
     * Decides the next step. Pure and total.
     *
     * @param runs every attempt of every gate of the candidate
     * @param outdated names of gates whose last answer is about other files than the candidate's head has
     */
    static GraphStep decide(List<GateRun> runs, Set<String> outdated) {
        Graph graph = Graph.of(runs);
        List<PlannedGate> again = new ArrayList<>();
        for (GateRun last : graph.last.values()) {
            if (isTriedAgain(last, graph.attempts(last))) {
                again.add(last.planned());
            }
        }
        Set<String> open = graph.last.values().stream()
                .filter(run -> !run.state().over())
                .map(GateRun::name)
                .collect(Collectors.toCollection(HashSet::new));
        again.forEach(gate -> open.add(gate.name()));
        Optional<GateRun> changing = graph.nextToChange(open);
        if (changing.isEmpty()) {
            for (GateRun last : graph.last.values()) {
                boolean answered = last.state() == GateRunState.PASSED || last.state() == GateRunState.SKIPPED;
                if (answered && !last.kind().mayChange() && outdated.contains(last.name()) && open.add(last.name())) {
                    again.add(last.planned());
                }
            }
        }
        Set<String> allowed = changing.map(graph::withNeeds).orElse(graph.last.keySet());
        List<GateRun> ready = new ArrayList<>();
        List<Hopeless> hopeless = new ArrayList<>();
        for (GateRun run : graph.last.values()) {
            if (run.state() != GateRunState.QUEUED) {
                continue;
            }
            Optional<String> why = graph.hopeless(run, open);
            if (why.isPresent()) {
                hopeless.add(new Hopeless(run.id(), why.get()));
            } else if (allowed.contains(run.name()) && run.needs().stream().noneMatch(open::contains)) {
                ready.add(run);
            }
        }
        if (ready.isEmpty() && hopeless.isEmpty() && again.isEmpty() && graph.isStuck()) {
            graph.last.values().stream()
                    .filter(run -> run.state() == GateRunState.QUEUED)
                    .forEach(run -> hopeless.add(new Hopeless(run.id(), "needs itself")));
        }
        return new GraphStep(ready, hopeless, again);
    }

    /** Whether rows are to be changed, apart from runs that begin. */
    boolean changes() {
        return !hopeless.isEmpty() || !again.isEmpty();
    }

    /** A lost environment says nothing of the commit; a failure may have been chance, if the file says so. */
    private static boolean isTriedAgain(GateRun last, List<GateRun> attempts) {
        return switch (last.state()) {
            case BROKEN ->
                attempts.stream()
                                .filter(run -> run.state() == GateRunState.BROKEN)
                                .count()
                        < MOST_BREAKS;
            case FAILED ->
                last.flakyRetry()
                        || (last.startedAt().isPresent()
                                && attempts.stream()
                                                .filter(run -> run.state() == GateRunState.FAILED
                                                        && !run.flakyRetry()
                                                        && run.commit().equals(last.commit()))
                                                .count()
                                        <= last.retries());
            case QUEUED, RUNNING, WAITING, PASSED, SKIPPED, CANCELLED -> false;
        };
    }

    /**
     * The gates with what they need.
     *
     * @param last the last attempt of each, in the order of the file
     */
    private record Graph(Map<String, GateRun> last, List<GateRun> runs) {
        static Graph of(List<GateRun> runs) {
            Map<String, GateRun> last = new LinkedHashMap<>();
            runs.stream()
                    .sorted(Comparator.comparingLong(run -> run.id().value()))
                    .forEach(run ->
                            last.merge(run.name(), run, (one, other) -> other.attempt() > one.attempt() ? other : one));
            return new Graph(last, runs);
        }

        List<GateRun> attempts(GateRun of) {
            return runs.stream().filter(run -> run.name().equals(of.name())).toList();
        }

        /** The first in the file of those that may change the commit and need no other such gate that is open. */
        Optional<GateRun> nextToChange(Set<String> open) {
            List<GateRun> left = last.values().stream()
                    .filter(run -> run.kind().mayChange() && open.contains(run.name()))
                    .toList();
            return left.stream()
                    .filter(run -> left.stream()
                            .noneMatch(other -> !other.name().equals(run.name())
                                    && withNeeds(run).contains(other.name())))
                    .findFirst();
        }

        /** A gate, and all that it needs, directly or not. */
        Set<String> withNeeds(GateRun run) {
            Set<String> found = new HashSet<>(Set.of(run.name()));
            List<String> left = new ArrayList<>(run.needs());
            while (!left.isEmpty()) {
                String name = left.removeLast();
                if (found.add(name)) {
                    needed(name).map(GateRun::needs).ifPresent(left::addAll);
                }
            }
            return found;
        }

        /** Why a queued run can never begin; empty: it may. */
        Optional<String> hopeless(GateRun run, Set<String> open) {
            for (String name : run.needs()) {
                Optional<GateRunState> state = needed(name).map(GateRun::state);
                if (state.isEmpty()) {
                    return Optional.of("needs " + name + ", which does not exist");
                }
                if (state.get().isBad() && !open.contains(name)) {
                    return Optional.of("needs " + name + ", which "
                            + (state.get() == GateRunState.FAILED
                                    ? "failed"
                                    : state.get() == GateRunState.BROKEN ? "could not be run" : "did not run"));
                }
            }
            return Optional.empty();
        }

        private Optional<GateRun> needed(String name) {
            return Optional.ofNullable(last.get(name));
        }

        /** Whether nothing will ever happen by itself although something is left to do. */
        boolean isStuck() {
            return last.values().stream().allMatch(run -> run.state().over() || run.state() == GateRunState.QUEUED);
        }
    }
}
