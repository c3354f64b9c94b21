package dev.cook.config;

import java.util.List;
import java.util.Optional;

/**
 * How a target's queue works.
 *
 * @param depth candidates whose gates run at once, each built on the one ahead; empty: what the machine can run
 * @param batch branches that one candidate may hold
 * @param screen whether branches that are new to it are first judged alone
 * @param lanes which branches need not wait for one another, in the order of the file
 */
public record QueueConfig(
        Optional<Integer> depth, int batch, LandingStyle landing, Screening screen, List<Lane> lanes) {
    /** The most candidates at once, and the most branches in one. */
    public static final int MOST = 64;

    /** Nothing is said of it. */
    public static final QueueConfig DEFAULT =
            new QueueConfig(Optional.empty(), 1, LandingStyle.MERGE, Screening.AUTO, List.of());

    public QueueConfig {
        lanes = List.copyOf(lanes);
        if (batch < 1 || batch > MOST || depth.filter(d -> d < 1 || d > MOST).isPresent()) {
            throw new IllegalArgumentException("depth " + depth + ", batch " + batch);
        }
    }

    /** A branch that changes nothing but these files is in the lane. */
    public record Lane(String name, List<PathPattern> paths) {
        public Lane {
            paths = List.copyOf(paths);
        }

        /** Whether a branch that changes these files is in it. */
        public boolean holds(List<String> changed) {
            return changed.stream().allMatch(path -> PathPattern.any(paths, path));
        }
    }

    /** The first lane that a branch with these changes is in; empty: none, so that it waits for everybody. */
    public Optional<Lane> lane(List<String> changed) {
        return changed.isEmpty()
                ? Optional.empty()
                : lanes.stream().filter(lane -> lane.holds(changed)).findFirst();
    }
}
