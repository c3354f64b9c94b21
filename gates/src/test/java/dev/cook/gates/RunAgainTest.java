package dev.cook.gates;

import static dev.cook.domain.GateRunState.CANCELLED;
import static dev.cook.domain.GateRunState.FAILED;
import static dev.cook.domain.GateRunState.PASSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.GateRun;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunAgainTest {
    private static final List<GateRun> RUNS = Stream.of(
                    Runs.of(1, "build", FAILED),
                    Runs.of(2, "test", CANCELLED, "build"),
                    Runs.of(3, "load", CANCELLED, "test"),
                    Runs.of(4, "lint", PASSED))
            .map(Runs::run)
            .toList();

    @Test
    void aGateRunsAgainWithThoseThatDidNotRunBecauseOfIt() {
        assertThat(RunAgain.chosen(RUNS, Optional.of("build"))).containsExactlyInAnyOrder("build", "test", "load");
        assertThat(RunAgain.chosen(RUNS, Optional.of("lint"))).containsExactly("lint");
    }

    @Test
    void whatWasCancelledBecauseTheCandidateFailedRunsAgainUnlessAnotherFailureIsInItsWay() {
        List<GateRun> runs = Stream.of(
                        Runs.of(1, "build", PASSED),
                        Runs.of(2, "flaky", FAILED),
                        Runs.of(3, "ok", CANCELLED, "build"),
                        Runs.of(4, "lint", FAILED),
                        Runs.of(5, "style", CANCELLED, "lint"))
                .map(Runs::run)
                .toList();
        assertThat(RunAgain.chosen(runs, Optional.of("flaky"))).containsExactlyInAnyOrder("flaky", "ok");
    }

    @Test
    void allRunWhereNoneIsNamedAndNoneWhereThereIsNoSuchGate() {
        assertThat(RunAgain.chosen(RUNS, Optional.empty())).hasSize(4);
        assertThat(RunAgain.chosen(RUNS, Optional.of("no"))).isEmpty();
    }
}
