package dev.cook.gates;

import dev.cook.domain.GateAnswer;
import java.util.List;

/** What answers to a gate come to. */
sealed interface AnswerDecision {
    /** For a person to read. */
    String why();

    /** @param answers those that decided it */
    record Passed(String why, List<GateAnswer> answers) implements AnswerDecision {
        public Passed {
            answers = List.copyOf(answers);
        }
    }

    /** @param answers those that decided it; none: nobody answered in time */
    record Failed(String why, List<GateAnswer> answers) implements AnswerDecision {
        public Failed {
            answers = List.copyOf(answers);
        }
    }

    /** @param why whom it waits for, and who said something */
    record Waiting(String why) implements AnswerDecision {}
}
