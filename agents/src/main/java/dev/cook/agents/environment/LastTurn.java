package dev.cook.agents.environment;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchState;
import java.time.Duration;
import java.time.Instant;

/**
 * A turn that still runs when its branch ends: an agent says that its work is done before it says its last words, and gates may
 * be faster. It is let to its end, so that what it wrote and what it cost are known, but not for long: nothing that it makes
 * lands any more.
 */
final class LastTurn {
    /** A summary takes an agent less. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** From when it is stopped: it ends within ten seconds, saves, and reports, over a line that may be slow. */
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);

    private LastTurn() {}

    /** Whether it is to be stopped; what was given up is stopped at once, but may report as well. */
    static boolean isTooLong(Branch branch, Instant now) {
        return branch.endedAt()
                .filter(ended -> !ended.plus(patience(branch)).isAfter(now))
                .isPresent();
    }

    /** Whether nothing more is to be heard of it. */
    static boolean isOver(EnvironmentView view, Instant now) {
        return view.lastTurn().isEmpty()
                || view.branch()
                        .endedAt()
                        .filter(ended -> !ended.plus(patience(view.branch()))
                                .plus(LAST_WORDS)
                                .isAfter(now))
                        .isPresent();
    }

    private static Duration patience(Branch branch) {
        return branch.state() == BranchState.LANDED ? PATIENCE : Duration.ZERO;
    }
}
