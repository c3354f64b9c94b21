package dev.cook.gates;

import dev.cook.domain.ContentKey;
import dev.cook.domain.GateRun;
import java.util.Optional;

/** How a gate run that may begin begins. */
sealed interface Beginning {
    /** It cannot matter. */
    record Skip(String why) implements Beginning {}

    /** People or another system have to answer. */
    record Ask() implements Beginning {}

    /** The same was judged already, and passed. */
    record Answered(GateRun original, ContentKey key) implements Beginning {}

    /**
     * Its command runs.
     *
     * @param key empty: nobody can use its answer again
     */
    record Run(Place place, Optional<ContentKey> key) implements Beginning {}

    /** It cannot be run until a person does something. */
    record Refuse(String why) implements Beginning {}

    /** Something else has to end first. */
    record Hold(String why, Optional<ContentKey> key) implements Beginning {}
}
