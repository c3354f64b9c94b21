package dev.cook.hooks;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What of the configuration matters to a push.
 *
 * @param agents the longest that a turn of each agent may take, in seconds, by the agent's name
 * @param environments names that {@code -o env=} may give
 * @param persistent those of them of which each repository has one that is kept, and how long one may be held idly
 * @param defaultEnvironment the one for a push that names none
 * @param commands the most refs that one push may move
 * @param promptBytes the longest prompt
 * @param packBytes the largest pack
 * @param objectBytes the largest object
 */
public record PushSettings(
        Map<String, Integer> agents,
        Set<String> environments,
        Map<String, Duration> persistent,
        String defaultEnvironment,
        int commands,
        int promptBytes,
        long packBytes,
        long objectBytes) {
    public PushSettings {
        agents = Map.copyOf(agents);
        environments = Set.copyOf(environments);
        persistent = Map.copyOf(persistent);
    }

    /** For an agent that was taken out of the configuration between the decision and here. */
    int defaultTimeoutSeconds() {
        return 3600;
    }
}
