package dev.cook.agents.backend;

import dev.cook.domain.SessionId;
import java.time.Duration;

/**
 * That an environment saves what its session has not pushed.
 *
 * @param every how long it waits between two saves while a command runs
 * @param restore whether an earlier environment of the session saved something, which this one begins with
 */
public record Autosaving(SessionId session, Duration every, boolean restore) {
    public Autosaving {
        if (every.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("saving every " + every + " would leave time for nothing else");
        }
    }
}
