package dev.cook.gates;

import dev.cook.config.Agent;
import dev.cook.config.Gate;
import dev.cook.config.GateWork;
import dev.cook.config.Problem;
import dev.cook.config.RepoConfig;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.PlannedGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The agents that work and review for gates, as the server's file has them. */
record GateAgents(Map<String, Agent> byName) {
    /** A program that every environment has: it makes an answer of what the command leaves. */
    private static final String ANSWER = "answer";

    GateAgents {
        byName = Map.copyOf(byName);
    }

    /** Why a gate of a configuration has no agent that could be asked; empty: it has, or needs none. */
    Optional<Problem> problem(RepoConfig config, Gate gate) {
        return agent(gate.work()).filter(name -> !byName.containsKey(name)).map(name -> config.source()
                .problem(
                        "no agent '" + name + "' is configured; "
                                + (byName.isEmpty()
                                        ? "the server has none"
                                        : "choose one of: " + String.join(", ", new TreeMap<>(byName).keySet())),
                        "gates",
                        gate.name(),
                        "agent"));
    }

    /** The gate with its agent's command, in which the places for the prompt are still open; others stay as they are. */
    PlannedGate equip(PlannedGate gate) {
        Optional<Agent> agent = GateJson.agent(gate).map(byName::get);
        if (agent.isEmpty()) {
            return gate;
        }
        List<String> argv = new ArrayList<>(gate.kind() == GateKind.AGENT ? List.of(ANSWER) : List.of());
        argv.addAll(agent.get().command());
        return new PlannedGate(
                gate.name(),
                gate.kind(),
                gate.definition(),
                argv,
                gate.needs(),
                gate.required(),
                gate.retries(),
                gate.timeoutSeconds());
    }

    /** What decides an agent's answer beside its name and its command; empty where none works. */
    String revision(GateRun run) {
        return GateJson.agent(run.planned())
                .map(byName::get)
                .map(agent -> agent.format() + " " + new TreeMap<>(agent.variables()))
                .orElse("");
    }

    private static Optional<String> agent(GateWork work) {
        return switch (work) {
            case GateWork.Agent(String agent, String _) -> Optional.of(agent);
            case GateWork.AgentReview(String agent, String _) -> Optional.of(agent);
            case GateWork.Command _,
                    GateWork.Transform _,
                    GateWork.Approval _,
                    GateWork.Deploy _,
                    GateWork.Soak _,
                    GateWork.External _ -> Optional.empty();
        };
    }
}
