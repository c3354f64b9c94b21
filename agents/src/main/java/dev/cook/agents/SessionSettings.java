package dev.cook.agents;

import dev.cook.config.Agent;
import java.util.Map;
import java.util.Optional;

/**
 * What of the configuration matters to sessions.
 *
 * @param sessions agents at work at once
 * @param logBytes the most that is kept of what one job writes
 * @param secrets the server's environment variables, of which an agent gets those that its configuration names
 */
public record SessionSettings(Map<String, Agent> agents, int sessions, long logBytes, Map<String, String> secrets) {
    public SessionSettings {
        agents = Map.copyOf(agents);
        secrets = Map.copyOf(secrets);
    }

    /** The longest that a turn of an agent may run, in seconds; an hour for one that is configured no more. */
    int turnSeconds(String agent) {
        return agent(agent)
                .map(Agent::timeout)
                .map(length -> Math.toIntExact(length.toSeconds()))
                .orElse(3600);
    }

    Optional<Agent> agent(String name) {
        return Optional.ofNullable(agents.get(name));
    }

    /** Names only: values are secrets. */
    @Override
    public String toString() {
        return "SessionSettings" + agents.keySet();
    }
}
