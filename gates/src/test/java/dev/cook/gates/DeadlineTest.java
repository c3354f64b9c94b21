package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.AccountId;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.GateRunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Deadline TEN_MINUTES = new Deadline(NOON, Duration.ofMinutes(10));

    @Test
    void itWaitsUntilItsTimeIsOverAndHasFailedFromThenOn() {
        assertThat(TEN_MINUTES.decide(Optional.empty(), NOON.plusSeconds(599)))
                .isEqualTo(new AnswerDecision.Waiting("waits for an answer until 2026-11-28 12:10:00 UTC"));
        AnswerDecision late = TEN_MINUTES.decide(Optional.empty(), NOON.plusSeconds(600));
        assertThat(late).isInstanceOf(AnswerDecision.Failed.class);
        assertThat(late.why()).isEqualTo("no answer within 10 min");
    }

    @Test
    void anAnswerInTimeCountsHoweverLateItIsLookedAt() {
        AnswerDecision ruling = TEN_MINUTES.decide(Optional.of(answer(true, "")), NOON.plusSeconds(6_000));
        assertThat(ruling).isInstanceOf(AnswerDecision.Passed.class);
        assertThat(ruling.why()).isEqualTo("ci reported pass (https://ci.example.org/7)");
    }

    @Test
    void aFailureSaysWhy() {
        AnswerDecision ruling = TEN_MINUTES.decide(Optional.of(answer(false, "3 tests failed")), NOON);
        assertThat(ruling).isInstanceOf(AnswerDecision.Failed.class);
        assertThat(ruling.why()).isEqualTo("ci reported fail: 3 tests failed (https://ci.example.org/7)");
    }

    private static GateAnswer answer(boolean yes, String comment) {
        return new GateAnswer(
                1,
                new GateRunId(1),
                new AccountId(1),
                "ci",
                yes,
                comment,
                Optional.of("https://ci.example.org/7"),
                NOON);
    }
}
