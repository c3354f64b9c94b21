package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.CandidateId;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random graphs whose gates end in random ways, in random order, with steps that are applied late, twice or not at all. */
class GraphSimulationTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final int SEEDS = 150;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyGateGetsItsAnswerAndAllAnswersAreAboutWhatWouldLand(long seed) {
        World world = new World(new Random(seed));
        int steps = 0;
        while (!world.isAtRest()) {
            world.step();
            assertThat(++steps).as("seed %s comes to rest", seed).isLessThan(2_000);
        }
        world.last().values().forEach(run -> {
            assertThat(run.state().over()).as("seed %s: %s", seed, run).isTrue();
            // One that changes the commit was right to begin, also where what it needs says no to what it made.
            if (run.state() == GateRunState.PASSED && !run.kind().mayChange()) {
                assertThat(world.last().values())
                        .as("seed %s: what %s needs", seed, run.name())
                        .filteredOn(other -> run.needs().contains(other.name()))
                        .allMatch(
                                other -> other.state() == GateRunState.PASSED || other.state() == GateRunState.SKIPPED);
                assertThat(run.commit())
                        .as("seed %s: %s is about what would land", seed, run.name())
                        .contains(world.head);
            }
        });
        assertThat(world.runs.stream()
                        .filter(run -> run.state() == GateRunState.FAILED)
                        .collect(Collectors.groupingBy(run -> run.name() + run.commit(), Collectors.counting())))
                .as("seed %s tries no failure again more often than allowed", seed)
                .allSatisfy((_, times) -> assertThat(times).isLessThanOrEqualTo(World.RETRIES + 1L));
    }

    /** One candidate. */
    private static final class World {
        static final int RETRIES = 2;
        private final Random random;
        private final List<GateRun> runs = new ArrayList<>();
        private Oid head = Runs.FIRST;
        private int changes;

        World(Random random) {
            this.random = random;
            int gates = 1 + random.nextInt(7);
            for (int i = 0; i < gates; i++) {
                List<String> needs = new ArrayList<>();
                // Mostly gates before it, sometimes any: a circle has to come to an end as well.
                int others = random.nextInt(12) == 0 ? gates : i;
                for (int j = 0; j < others; j++) {
                    if (random.nextInt(3) == 0) {
                        needs.add("g" + j);
                    }
                }
                GateKind kind = random.nextInt(3) == 0 ? GateKind.TRANSFORM : GateKind.COMMAND;
                queue(new PlannedGate("g" + i, kind, "{}", List.of("x"), needs, true, random.nextInt(RETRIES + 1), 60));
            }
        }

        Map<String, GateRun> last() {
            Map<String, GateRun> last = new HashMap<>();
            runs.forEach(run -> last.put(run.name(), run));
            return last;
        }

        private GraphStep decide() {
            Set<String> outdated = last().values().stream()
                    .filter(run -> !run.kind().mayChange()
                            && run.commit().isPresent()
                            && !run.commit().get().equals(head))
                    .map(GateRun::name)
                    .collect(Collectors.toSet());
            return GraphStep.decide(runs, outdated);
        }

        boolean isAtRest() {
            GraphStep step = decide();
            return step.ready().isEmpty() && !step.changes() && running().isEmpty();
        }

        private List<GateRun> running() {
            return last().values().stream()
                    .filter(run -> run.state() == GateRunState.RUNNING)
                    .toList();
        }

        void step() {
            GraphStep step = decide();
            switch (random.nextInt(4)) {
                case 0 -> apply(step);
                case 1 -> {
                    apply(step);
                    decide().ready().stream().findFirst().ifPresent(this::begin);
                }
                case 2 ->
                    decide().ready().forEach(run -> {
                        if (random.nextBoolean()) {
                            begin(run);
                        }
                    });
                default -> {
                    List<GateRun> running = running();
                    if (!running.isEmpty()) {
                        end(running.get(random.nextInt(running.size())));
                        // What settles a run applies what follows.
                        apply(decide());
                    }
                }
            }
        }

        private void apply(GraphStep step) {
            step.hopeless()
                    .forEach(hopeless -> runs.replaceAll(run ->
                            run.id().equals(hopeless.run()) ? as(run, GateRunState.CANCELLED, run.commit()) : run));
            step.again().forEach(this::queue);
        }

        private void begin(GateRun ready) {
            if (decide().ready().stream().noneMatch(run -> run.id().equals(ready.id()))) {
                return;
            }
            if (ready.kind().mayChange()) {
                assertThat(running())
                        .as("no other gate that may change the commit runs beside %s", ready.name())
                        .noneMatch(run -> run.kind().mayChange());
            }
            boolean skipped = random.nextInt(10) == 0;
            replace(ready, as(ready, skipped ? GateRunState.SKIPPED : GateRunState.RUNNING, Optional.of(head)));
        }

        private void end(GateRun run) {
            int dice = random.nextInt(10);
            GateRunState state = dice < 6 ? GateRunState.PASSED : dice < 9 ? GateRunState.FAILED : GateRunState.BROKEN;
            replace(run, as(run, state, run.commit()));
            if (state == GateRunState.PASSED && run.kind().mayChange() && random.nextBoolean()) {
                head = new Oid(String.format("%040x", 0x1000 + ++changes));
            }
        }

        private void replace(GateRun old, GateRun now) {
            runs.replaceAll(run -> run.id().equals(old.id()) ? now : run);
        }

        private void queue(PlannedGate gate) {
            int attempt = 1
                    + (int) runs.stream()
                            .filter(run -> run.name().equals(gate.name()))
                            .count();
            long id = runs.size() + 1L;
            runs.add(new GateRun(
                    new GateRunId(id),
                    new CandidateId(1),
                    gate.name(),
                    attempt,
                    gate.kind(),
                    "{}",
                    gate.argv(),
                    gate.needs(),
                    true,
                    gate.retries(),
                    60,
                    GateRunState.QUEUED,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    NOON,
                    Optional.empty(),
                    Optional.empty()));
        }

        private static GateRun as(GateRun run, GateRunState state, Optional<Oid> commit) {
            return new GateRun(
                    run.id(),
                    run.candidate(),
                    run.name(),
                    run.attempt(),
                    run.kind(),
                    run.definition(),
                    run.argv(),
                    run.needs(),
                    run.required(),
                    run.retries(),
                    run.timeoutSeconds(),
                    state,
                    commit,
                    Optional.empty(),
                    Optional.of(new EnvironmentId(run.id().value())),
                    false,
                    false,
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    NOON,
                    Optional.of(NOON),
                    state.over() ? Optional.of(NOON) : Optional.empty());
        }
    }
}
