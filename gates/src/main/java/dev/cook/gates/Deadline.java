package dev.cook.gates;

import dev.cook.domain.GateAnswer;
import dev.cook.domain.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long another system may take to answer, and what its answer comes to. Pure. */
record Deadline(Instant askedAt, Duration timeout) {
    private static final DateTimeFormatter TOLD = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    Instant end() {
        return askedAt.plus(timeout);
    }

    /** @param answer what was said in time */
    AnswerDecision decide(Optional<GateAnswer> answer, Instant now) {
        if (answer.isPresent()) {
            GateAnswer given = answer.get();
            return given.yes()
                    ? new AnswerDecision.Passed(given.by() + " reported pass" + given.why(), List.of(given))
                    : new AnswerDecision.Failed(given.by() + " reported fail" + given.why(), List.of(given));
        }
        return now.isBefore(end())
                ? new AnswerDecision.Waiting("waits for an answer until " + TOLD.format(end()))
                : new AnswerDecision.Failed("no answer within " + Text.duration(timeout), List.of());
    }
}
