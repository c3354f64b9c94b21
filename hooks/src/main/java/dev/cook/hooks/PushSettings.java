package dev.cook.hooks;

import dev.cook.config.ServerEnvironments;
import java.util.Map;

/**
 * What of the configuration matters to a push.
 *
 * @param agents the longest that a turn of each agent may take, in seconds, by the agent's name
 * @param environments what {@code -o env=} may name, beside what a repository has itself
 * @param commands the most refs that one push may move
 * @param promptBytes the longest prompt
 * @param packBytes the largest pack
 * @param objectBytes the largest object
 */
public record PushSettings(
        Map<String, Integer> agents,
        ServerEnvironments environments,
        int commands,
        int promptBytes,
        long packBytes,
        long objectBytes) {
    public PushSettings {
        agents = Map.copyOf(agents);
    }

    /** For an agent that was taken out of the configuration between the decision and here. */
    int defaultTimeoutSeconds() {
        return 3600;
    }
}
