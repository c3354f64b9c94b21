package dev.cook.agents.session;

import dev.cook.config.PathPattern;
import dev.cook.domain.GateRun;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files in which a gate run reports its tests, as the gate's definition names them. Pure. */
final class GateReports {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GateReports() {}

    /** Empty: nobody asks for any. */
    static List<PathPattern> of(GateRun run) {
        return JSON.readTree(run.definition())
                .path("reports")
                .valueStream()
                .map(JsonNode::asString)
                .map(PathPattern::new)
                .toList();
    }
}
