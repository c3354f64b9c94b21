package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.Screening;
import dev.cook.domain.BranchId;
import dev.cook.merge.QueueDecision.Action;
import dev.cook.merge.QueueModel.Fate;
import dev.cook.merge.QueueModel.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Runs queues through histories that nobody thought of: pushes, holds, targets that move by hand, gates that end in any
 * order, several servers that act on what they saw long ago, actions that are lost when one of them dies. A failure prints
 * the seed; {@code -Dcook.seed=N} replays it.
 */
final class QueueSimulatorTest {
    private static final int HISTORIES = 60;
    private static final int STEPS = 200;
    private static final List<Screening> SCREENINGS = List.of(Screening.values());

    @Test
    void theTargetOnlyEverEqualsWhatPassedAndNobodyWaitsWithoutAReason() {
        long seed = Long.getLong("cook.seed", System.nanoTime());
        for (int i = 0; i < HISTORIES; i++) {
            try {
                live(new Random(seed + i));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("replay with -Dcook.seed=" + (seed + i), e);
            }
        }
    }

    private static void live(Random random) {
        QueueModel world = new QueueModel(new QueueLimits(
                1 + random.nextInt(6), 1 + random.nextInt(5), SCREENINGS.get(random.nextInt(SCREENINGS.size()))));
        boolean lanes = random.nextBoolean();
        List<Action> remembered = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            happen(world, random, lanes);
            QueueDecision decision = world.decide();
            assertReasons(world, decision);
            // Lost wake-ups: nobody looks. Crashes: only some of what was decided is done. Another server does it
            // later.
            List<Action> actions = new ArrayList<>(decision.actions());
            Collections.shuffle(actions, random);
            int done = random.nextInt(actions.size() + 1);
            actions.subList(0, done).forEach(action -> act(world, action));
            remembered.addAll(actions);
            if (!remembered.isEmpty() && random.nextInt(3) == 0) {
                act(world, remembered.get(random.nextInt(remembered.size())));
            }
        }
        settle(world);
    }

    private static void happen(QueueModel world, Random random, boolean lanes) {
        List<Work> works = new ArrayList<>(world.works.values());
        Work any = works.isEmpty() ? null : works.get(random.nextInt(works.size()));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                Work work = world.arrive(
                        random.nextInt(5) == 0,
                        lanes && random.nextInt(4) > 0
                                ? Optional.of(random.nextBoolean() ? "web" : "api")
                                : Optional.empty());
                if (any != null && random.nextInt(6) == 0) {
                    world.quarrels.add(Set.of(any.id, work.id));
                }
                if (any != null && random.nextInt(6) == 0) {
                    world.conflicts.add(Set.of(any.id, work.id));
                }
            }
            case 3 -> {
                if (any != null && (any.fate == Fate.QUEUED || any.fate == Fate.EVICTED)) {
                    world.push(any, random.nextInt(5) == 0);
                }
            }
            case 4 -> {
                if (any != null) {
                    any.held = !any.held;
                }
            }
            case 5 -> {
                if (any != null && any.fate == Fate.QUEUED && random.nextInt(3) == 0) {
                    any.fate = Fate.LEFT;
                }
            }
            case 6 -> {
                if (random.nextInt(4) == 0) {
                    world.moveTargetByHand();
                }
            }
            default -> world.judge(random.nextInt(100), random.nextInt(8) == 0);
        }
    }

    private static void act(QueueModel world, Action action) {
        boolean applied = world.apply(action);
        if (applied && action instanceof Action.Land) {
            assertThat(world.isGreen(world.targetTip))
                    .as("the target is green after %s", action)
                    .isTrue();
        }
    }

    private static void assertReasons(QueueModel world, QueueDecision decision) {
        List<BranchId> queued = world.works.values().stream()
                .filter(work -> work.fate == Fate.QUEUED)
                .map(work -> work.id)
                .toList();
        assertThat(decision.reasons().keySet()).containsExactlyInAnyOrderElementsOf(queued);
        assertThat(decision.reasons().values()).noneMatch(String::isBlank);
    }

    /** When nothing new happens, everything comes to an end: good branches land, and only those that may not are left. */
    private static void settle(QueueModel world) {
        world.works.values().forEach(work -> work.held = false);
        for (int round = 0; round < 10_000; round++) {
            boolean acted = false;
            for (Action action : world.decide().actions()) {
                acted |= world.apply(action);
                assertThat(world.isGreen(world.targetTip)).isTrue();
            }
            if (!acted && !world.judge(round, false)) {
                break;
            }
        }
        assertThat(world.decide().actions()).isEmpty();
        for (Work work : world.works.values()) {
            if (work.fate == Fate.QUEUED) {
                assertThat(world.decide().reasons().get(work.id)).startsWith("conflicts with main in");
            } else if (work.fate == Fate.LANDED) {
                assertThat(work.culprit).as("culprit %s landed", work.id).isFalse();
            }
        }
    }

    @Test
    void fiveCulpritsAmongFiftyAreTheOnlyOnesThatDoNotLand() {
        for (Screening screen : SCREENINGS) {
            fiveCulpritsAmongFifty(screen);
        }
    }

    private static void fiveCulpritsAmongFifty(Screening screen) {
        for (int depth : List.of(1, 4, 16)) {
            for (int batch : List.of(1, 4, 10)) {
                QueueModel world = new QueueModel(new QueueLimits(depth, batch, screen));
                for (int i = 0; i < 50; i++) {
                    world.arrive(i % 10 == 7, Optional.empty());
                }
                settle(world);
                assertThat(world.works.values().stream()
                                .filter(work -> work.fate == Fate.LANDED)
                                .count())
                        .as("depth %d, batch %d, screen %s", depth, batch, screen)
                        .isEqualTo(45);
                assertThat(world.landed).allMatch(world::isGreen);
            }
        }
    }
}
