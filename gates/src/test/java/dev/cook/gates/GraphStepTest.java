package dev.cook.gates;

import static dev.cook.domain.GateRunState.BROKEN;
import static dev.cook.domain.GateRunState.CANCELLED;
import static dev.cook.domain.GateRunState.FAILED;
import static dev.cook.domain.GateRunState.PASSED;
import static dev.cook.domain.GateRunState.QUEUED;
import static dev.cook.domain.GateRunState.RUNNING;
import static dev.cook.domain.GateRunState.SKIPPED;
import static dev.cook.domain.GateRunState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.PlannedGate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GraphStepTest {
    @Test
    void gatesThatNeedNothingAllBeginAtOnce() {
        GraphStep step = decide(Runs.of(1, "lint", QUEUED), Runs.of(2, "test", QUEUED));

        assertThat(ready(step)).containsExactly("lint", "test");
        assertThat(step.changes()).isFalse();
    }

    @Test
    void aGateBeginsWhenAllThatItNeedsPassedOrCannotMatter() {
        assertThat(ready(decide(
                        Runs.of(1, "build", PASSED),
                        Runs.of(2, "docs", SKIPPED),
                        Runs.of(3, "test", QUEUED, "build", "docs"))))
                .containsExactly("test");
        for (var open : List.of(QUEUED, RUNNING, WAITING)) {
            assertThat(ready(decide(Runs.of(1, "build", open), Runs.of(3, "test", QUEUED, "build"))))
                    .as("while build is %s", open)
                    .doesNotContain("test");
        }
    }

    @Test
    void whatNeedsAGateThatDidNotPassNeverBegins() {
        GraphStep step = decide(
                Runs.of(1, "build", FAILED),
                Runs.of(2, "unit", CANCELLED),
                Runs.of(3, "test", QUEUED, "build"),
                Runs.of(4, "load", QUEUED, "unit"),
                Runs.of(5, "lint", QUEUED));

        assertThat(ready(step)).containsExactly("lint");
        assertThat(step.hopeless())
                .extracting(GraphStep.Hopeless::why)
                .containsExactly("needs build, which failed", "needs unit, which did not run");
    }

    @Test
    void gatesThatNeedEachOtherAreToldInsteadOfWaitingForEver() {
        GraphStep step = decide(Runs.of(1, "a", QUEUED, "b"), Runs.of(2, "b", QUEUED, "a"), Runs.of(3, "c", PASSED));

        assertThat(step.hopeless()).extracting(GraphStep.Hopeless::why).containsOnly("needs itself");
        assertThat(step.hopeless()).hasSize(2);
        assertThat(decide(Runs.of(1, "a", QUEUED, "nowhere")).hopeless())
                .extracting(GraphStep.Hopeless::why)
                .containsExactly("needs nowhere, which does not exist");
    }

    @Test
    void gatesThatChangeTheCommitRunOneAfterAnotherBeforeAllOthers() {
        GraphStep first = decide(
                Runs.of(1, "test", QUEUED),
                Runs.of(2, "format", QUEUED).kind(GateKind.TRANSFORM),
                Runs.of(3, "generate", QUEUED).kind(GateKind.TRANSFORM));
        assertThat(ready(first)).containsExactly("format");

        GraphStep second = decide(
                Runs.of(1, "test", QUEUED),
                Runs.of(2, "format", PASSED).kind(GateKind.TRANSFORM),
                Runs.of(3, "generate", RUNNING).kind(GateKind.TRANSFORM));
        assertThat(ready(second)).isEmpty();

        GraphStep third = decide(
                Runs.of(1, "test", QUEUED),
                Runs.of(2, "format", PASSED).kind(GateKind.TRANSFORM),
                Runs.of(3, "generate", PASSED).kind(GateKind.TRANSFORM));
        assertThat(ready(third)).containsExactly("test");
    }

    @Test
    void whatAChangingGateNeedsRunsBeforeItEvenWhereThatChangesTheOrder() {
        GraphStep step = decide(
                Runs.of(1, "format", QUEUED, "generate", "tools").kind(GateKind.TRANSFORM),
                Runs.of(2, "generate", QUEUED, "setup").kind(GateKind.TRANSFORM),
                Runs.of(3, "setup", QUEUED),
                Runs.of(4, "tools", QUEUED),
                Runs.of(5, "test", QUEUED));

        assertThat(ready(step)).containsExactly("setup");
    }

    @Test
    void aGateThatRanBeforeTheCommitChangedIsAskedAgainAndWhatNeedsItWaits() {
        List<GateRun> runs = runs(
                Runs.of(1, "tools", PASSED),
                Runs.of(2, "format", PASSED, "tools").kind(GateKind.TRANSFORM),
                Runs.of(3, "test", QUEUED, "tools"));

        GraphStep step = GraphStep.decide(runs, Set.of("tools"));

        assertThat(step.again()).extracting(PlannedGate::name).containsExactly("tools");
        assertThat(ready(step)).isEmpty();
        assertThat(ready(GraphStep.decide(runs, Set.of()))).containsExactly("test");
    }

    @Test
    void nothingIsAskedAgainWhileTheCommitMayStillChange() {
        List<GateRun> runs = runs(
                Runs.of(1, "tools", PASSED),
                Runs.of(2, "format", PASSED, "tools").kind(GateKind.TRANSFORM),
                Runs.of(3, "generate", QUEUED).kind(GateKind.TRANSFORM));

        assertThat(GraphStep.decide(runs, Set.of("tools")).again()).isEmpty();
    }

    @Test
    void aFailureIsTriedAgainAsOftenAsTheFileSays() {
        assertThat(decide(Runs.of(1, "test", FAILED)).again()).isEmpty();
        assertThat(decide(Runs.of(1, "test", FAILED).retries(1)).again()).hasSize(1);
        assertThat(decide(
                                Runs.of(1, "test", FAILED).retries(1),
                                Runs.of(2, "test", FAILED).retries(1).attempt(2))
                        .again())
                .isEmpty();
    }

    @Test
    void failuresOnAnotherCommitDoNotCount() {
        assertThat(decide(
                                Runs.of(1, "test", FAILED).retries(1).on(Runs.SECOND),
                                Runs.of(2, "test", FAILED).retries(1).attempt(2))
                        .again())
                .hasSize(1);
    }

    @Test
    void whatNeedsAFailureThatIsTriedAgainWaits() {
        GraphStep step = decide(Runs.of(1, "build", FAILED).retries(1), Runs.of(2, "test", QUEUED, "build"));

        assertThat(step.hopeless()).isEmpty();
        assertThat(ready(step)).isEmpty();
    }

    @Test
    void aLostEnvironmentIsNoFailureAndTheThirdOneIsNoAccident() {
        Runs first = Runs.of(1, "test", BROKEN);
        Runs second = Runs.of(2, "test", BROKEN).attempt(2);
        Runs third = Runs.of(3, "test", BROKEN).attempt(3);

        assertThat(decide(first).again()).hasSize(1);
        assertThat(decide(first, second).again()).hasSize(1);
        assertThat(decide(first, second, third).again()).isEmpty();
    }

    private static GraphStep decide(Runs... runs) {
        return GraphStep.decide(runs(runs), Set.of());
    }

    private static List<GateRun> runs(Runs... runs) {
        return Stream.of(runs).map(Runs::run).toList();
    }

    private static List<String> ready(GraphStep step) {
        return step.ready().stream().map(GateRun::name).toList();
    }
}
