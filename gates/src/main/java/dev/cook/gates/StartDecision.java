package dev.cook.gates;

import dev.cook.domain.ContentKey;
import dev.cook.domain.GateRun;
import java.util.Optional;

/** How a gate run that may begin begins. */
sealed interface StartDecision {
    /** It cannot matter. */
    record Skip(String why) implements StartDecision {}

    /** People or another system have to answer. */
    record Ask() implements StartDecision {}

    /** The same was judged already, and passed. */
    record Answered(GateRun original, ContentKey key) implements StartDecision {}

    /**
     * Its command runs.
     *
     * @param key empty: nobody can use its answer again
     */
    record Run(GateEnvironment place, Optional<ContentKey> key) implements StartDecision {}

    /** It cannot be run until a person does something. */
    record Refuse(String why) implements StartDecision {}

    /** Something else has to end first. */
    record Hold(String why, Optional<ContentKey> key) implements StartDecision {}
}
