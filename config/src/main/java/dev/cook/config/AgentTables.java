package dev.cook.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the tables {@code [agents.NAME]}, field by field over the agents that are known. */
final class AgentTables {
    private final Section agents;

    AgentTables(Section agents) {
        this.agents = agents;
    }

    Map<String, Agent> read() {
        Map<String, Agent> read = new HashMap<>();
        KnownAgents.all().forEach(known -> read.put(known.name(), changed(known)));
        for (String name : agents.table().keySet()) {
            if (!read.containsKey(name) && agents.isName(name)) {
                own(name).ifPresent(agent -> read.put(name, agent));
            }
        }
        return read;
    }

    private Agent changed(Agent known) {
        Section section = section(known.name());
        Optional<List<String>> command = section.find(ServerSettings.COMMAND);
        return new Agent(
                known.name(),
                command.orElse(known.command()),
                // A resume belongs to its command: the built-in one would start a program that the file replaced.
                section.find(ServerSettings.RESUME).or(() -> command).orElse(known.resume()),
                section.find(ServerSettings.SECRETS).orElse(known.secrets()),
                section.find(ServerSettings.VARIABLES).orElse(known.variables()),
                section.find(ServerSettings.TIMEOUT).orElse(known.timeout()),
                section.find(ServerSettings.FORMAT).orElse(known.format()));
    }

    private Optional<Agent> own(String name) {
        Section section = section(name);
        if (!agents.table().isTable(List.of(name))) {
            return Optional.empty();
        }
        Optional<List<String>> command = section.require(ServerSettings.COMMAND);
        Optional<List<String>> resume = section.find(ServerSettings.RESUME).or(() -> command);
        List<String> secrets = section.get(ServerSettings.SECRETS);
        Map<String, String> variables = section.get(ServerSettings.VARIABLES);
        Duration timeout = section.get(ServerSettings.TIMEOUT);
        AgentFormat format = section.get(ServerSettings.FORMAT);
        return command.flatMap(
                first -> resume.map(later -> new Agent(name, first, later, secrets, variables, timeout, format)));
    }

    private Section section(String name) {
        Section section = agents.child(name);
        section.refuseOthers(ServerSettings.TABLE.in(ServerSettings.AGENT), List.of());
        return section;
    }
}
