package dev.cook.agents.transcript;

import java.util.LinkedHashMap;
import java.util.Map;

/** Tells what is counted for the first time from what is repeated. */
final class SeenOnce {
    /** Reports remembered: an agent repeats one soon or never, and writes some thousands in a day. */
    private static final int MOST = 4_096;

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** @param name of what is counted; what has none is never taken for a repetition */
    boolean first(String name) {
        return name.isEmpty() || seen.put(name, true) == null;
    }
}
