package dev.cook.gates;

import dev.cook.domain.GateRun;
import java.util.HashMap;
import java.util.Map;

/** What events say of a gate run. */
final class GateEventData {
    private GateEventData() {}

    static Map<String, String> of(GateRun run, Map<String, String> more) {
        Map<String, String> data = new HashMap<>(more);
        data.put("gate", run.name());
        data.put("run", run.id().toString());
        return data;
    }
}
