package dev.cook.agents.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.session.Resuming.Loss;
import dev.cook.domain.SessionState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResumingTest {
    @Test
    void aSessionThatLostAGoodEnvironmentNeedsNobodyUnlessItHappensAgainAndAgain() {
        for (int losses = 1; losses <= Resuming.MOST_LOSSES; losses++) {
            assertThat(Resuming.needsNobody(new Loss(SessionState.LOST, true, true, losses)))
                    .isTrue();
        }
        assertThat(Resuming.needsNobody(new Loss(SessionState.LOST, true, true, Resuming.MOST_LOSSES + 1)))
                .isFalse();
    }

    @Test
    void anEnvironmentThatNeverCameUpNeedsAPerson() {
        assertThat(Resuming.needsNobody(new Loss(SessionState.LOST, false, true, 1)))
                .isFalse();
    }

    @Test
    void anAgentThatCannotTakeUpItsConversationNeedsAPerson() {
        assertThat(Resuming.needsNobody(new Loss(SessionState.LOST, true, false, 1)))
                .isFalse();
    }

    @Test
    void whatAPersonOrALimitEndedStaysEnded() {
        assertThat(Resuming.needsNobody(new Loss(SessionState.KILLED, true, true, 0)))
                .isFalse();
    }

    @Test
    void aTurnThatWasBrokenOffIsToldAgainOnceHoweverOftenItIs() {
        String first = AgentWords.whatHappened("lost", "its processes are gone", Optional.of("Mend the test."));
        assertThat(first).startsWith("You were interrupted").contains("its processes are gone", "Mend the test.");
        assertThat(AgentWords.whatHappened("lost", "again", Optional.of(first))).isEqualTo(first);
        assertThat(AgentWords.whatHappened("killed", "by ann", Optional.empty()))
                .contains("killed (by ann)")
                .doesNotContain("had been told");
    }
}
