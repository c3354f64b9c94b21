package dev.cook.agents.transcript;

import dev.cook.domain.Update;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Understands what one kind of agent reports, a JSON object a line. One adapter serves one turn. Lines come from an
 * environment and may say anything: what an adapter does not expect it passes over.
 */
interface Adapter {
    /** Takes a line, and tells what it means. */
    void take(JsonNode line, Consumer<Update> tell);

    /** What was used so far, of each model; empty while nothing is known. */
    CountedUsage usage();

    /** Whether a line repeats what others say and is not worth reading; asked before it is parsed. */
    default boolean skips(String line) {
        return false;
    }

    /** Whether messages and thoughts come in pieces that belong together. */
    default boolean inPieces() {
        return false;
    }
}
