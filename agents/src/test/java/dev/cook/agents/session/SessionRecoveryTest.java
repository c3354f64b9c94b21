package dev.cook.agents.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.session.SessionRecovery.Loss;
import dev.cook.domain.SessionState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionRecoveryTest {
    @Test
    void aSessionThatLostAGoodEnvironmentNeedsNobodyUnlessItHappensAgainAndAgain() {
        for (int losses = 1; losses <= SessionRecovery.MOST_LOSSES; losses++) {
            assertThat(SessionRecovery.needsNobody(new Loss(SessionState.LOST, true, true, losses)))
                    .isTrue();
        }
        assertThat(SessionRecovery.needsNobody(
                        new Loss(SessionState.LOST, true, true, SessionRecovery.MOST_LOSSES + 1)))
                .isFalse();
    }

    @Test
    void anEnvironmentThatNeverCameUpNeedsAPerson() {
        assertThat(SessionRecovery.needsNobody(new Loss(SessionState.LOST, false, true, 1)))
                .isFalse();
    }

    @Test
    void anAgentThatCannotTakeUpItsConversationNeedsAPerson() {
        assertThat(SessionRecovery.needsNobody(new Loss(SessionState.LOST, true, false, 1)))
                .isFalse();
    }

    @Test
    void whatAPersonOrALimitEndedStaysEnded() {
        assertThat(SessionRecovery.needsNobody(new Loss(SessionState.KILLED, true, true, 0)))
                .isFalse();
    }

    @Test
    void aTurnThatWasBrokenOffIsToldAgainOnceHoweverOftenItIs() {
        String first = AgentPrompts.whatHappened("lost", "its processes are gone", Optional.of("Mend the test."));
        assertThat(first).startsWith("You were interrupted").contains("its processes are gone", "Mend the test.");
        assertThat(AgentPrompts.whatHappened("lost", "again", Optional.of(first)))
                .isEqualTo(first);
        assertThat(AgentPrompts.whatHappened("killed", "by ann", Optional.empty()))
                .contains("killed (by ann)")
                .doesNotContain("had been told");
    }
}
