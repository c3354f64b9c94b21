package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.CandidateState;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.store.GateContents.Leftover;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ObsoleteRunsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LATER = NOON.plus(Duration.ofMinutes(1));

    @Test
    void aRunThatAnotherCandidateWaitsForGoesOn() {
        assertThat(ObsoleteRuns.why(left(GateRunState.RUNNING, CandidateState.STALE, true, true), LATER))
                .isEmpty();
        assertThat(ObsoleteRuns.why(left(GateRunState.RUNNING, CandidateState.STALE, true, false), LATER))
                .contains("the candidate is stale");
        assertThat(ObsoleteRuns.why(left(GateRunState.QUEUED, CandidateState.STALE, true, true), LATER))
                .isPresent();
    }

    @Test
    void aRunGoesOnForAMomentInWhichItsBranchIsBuiltAnew() {
        assertThat(ObsoleteRuns.why(left(GateRunState.RUNNING, CandidateState.STALE, true, false), NOON.plusSeconds(1)))
                .isEmpty();
        assertThat(ObsoleteRuns.why(
                        left(GateRunState.RUNNING, CandidateState.STALE, false, false), NOON.plusSeconds(1)))
                .as("nobody could use the answer")
                .isPresent();
    }

    @Test
    void whatRunsWhenItsCandidateLandsIsStillToldAndWhatHasNotBegunIsNot() {
        assertThat(ObsoleteRuns.why(left(GateRunState.RUNNING, CandidateState.LANDED, false, false), LATER))
                .isEmpty();
        assertThat(ObsoleteRuns.why(left(GateRunState.QUEUED, CandidateState.LANDED, false, false), LATER))
                .isPresent();
    }

    private static Leftover left(GateRunState state, CandidateState candidate, boolean keyed, boolean awaited) {
        return new Leftover(new GateRunId(1), state, candidate, NOON, keyed, awaited);
    }
}
