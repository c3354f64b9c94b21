package dev.cook.agents.environment;

import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.PersistentState;
import java.time.Instant;
import java.util.Optional;

/** When a session leaves the persistent environment that it works in. Pure. */
final class PersistentTurn {
    private PersistentTurn() {}

    /**
     * Why it leaves now; empty: it stays, or has an environment of its own.
     *
     * @param attended when somebody was last seen at its terminal
     */
    static Optional<String> leaving(EnvironmentView view, Instant attended, Instant now) {
        return view.persistent().flatMap(kept -> {
            if (kept.state() == PersistentState.STOPPED) {
                return Optional.of("somebody stopped the environment " + kept.name());
            }
            return isIdle(view, kept, attended, now)
                    ? Optional.of("idle for " + kept.idle().toSeconds() + " s, and left the environment " + kept.name())
                    : Optional.empty();
        });
    }

    /** Why it is to be ended for good; empty: it is not. */
    static Optional<String> destroyed(EnvironmentView view) {
        return view.persistent()
                .filter(kept -> kept.state() == PersistentState.DESTROYED)
                .map(kept -> "the environment " + kept.name() + " was destroyed");
    }

    private static boolean isIdle(EnvironmentView view, PersistentEnvironment kept, Instant attended, Instant now) {
        Instant since = view.worked().or(() -> view.environment().launchedAt()).orElse(now);
        Instant active = attended.isAfter(since) ? attended : since;
        return view.open().isEmpty() && active.plus(kept.idle()).isBefore(now);
    }
}
