package dev.cook.agents.session;

import dev.cook.domain.GateRun;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The agent that works or reviews in a gate run, as the gate's definition names it. Pure. */
public final class GateAgent {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GateAgent() {}

    /** Empty: the run has a command, and no agent. */
    public static Optional<String> of(GateRun run) {
        return switch (run.kind()) {
            case AGENT, AGENT_REVIEW ->
                Optional.of(JSON.readTree(run.definition()).path("agent").asString());
            case COMMAND, TRANSFORM, APPROVAL, DEPLOY, SOAK, EXTERNAL -> Optional.empty();
        };
    }
}
