package dev.cook.agents.output;

import dev.cook.config.Agent;
import dev.cook.config.AgentFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of the configuration matters to sessions.
 *
 * @param sessions agents at work at once
 * @param logBytes the most that is kept of what one job writes
 * @param autosave how often what an agent has not pushed is saved
 * @param secrets the server's environment variables, of which an agent gets those that its configuration names
 */
public record SessionSettings(
        Map<String, Agent> agents, int sessions, long logBytes, Duration autosave, Map<String, String> secrets) {
    public SessionSettings {
        agents = Map.copyOf(agents);
        secrets = Map.copyOf(secrets);
    }

    /** The longest that a turn of an agent may run, in seconds; an hour for one that is configured no more. */
    public int turnSeconds(String agent) {
        return agent(agent)
                .map(Agent::timeout)
                .map(length -> Math.toIntExact(length.toSeconds()))
                .orElse(3600);
    }

    public Optional<Agent> agent(String name) {
        return Optional.ofNullable(agents.get(name));
    }

    /** Whether an agent is spoken with over the Agent Client Protocol while it works. */
    public boolean speaks(String agent) {
        return agent(agent).map(Agent::format).filter(AgentFormat.ACP::equals).isPresent();
    }

    /**
     * Whether an agent may read its terminal. One that reports in a format of its own was started with its prompt, and reads
     * nothing else.
     */
    public boolean listens(String agent) {
        return agent(agent).map(Agent::format).orElse(AgentFormat.TERMINAL) == AgentFormat.TERMINAL;
    }

    /** The secrets that an agent gets, by name; those that the server has. */
    public Map<String, String> secretsOf(Agent agent) {
        return agent.secrets().stream()
                .filter(name -> !secrets.getOrDefault(name, "").isEmpty())
                .collect(Collectors.toMap(name -> name, name -> secrets.getOrDefault(name, ""), (one, _) -> one));
    }

    /**
     * All secrets that some agent gets, and those of these names that the server has.
     *
     * @param more names of variables that environments hand out
     */
    public Map<String, String> handedOut(Set<String> more) {
        Map<String, String> all = new HashMap<>();
        agents.values().forEach(agent -> all.putAll(secretsOf(agent)));
        for (String name : more) {
            String value = secrets.getOrDefault(name, "");
            if (!value.isEmpty()) {
                all.put(name, value);
            }
        }
        return all;
    }

    /** Names only: values are secrets. */
    @Override
    public String toString() {
        return "SessionSettings" + agents.keySet();
    }
}
