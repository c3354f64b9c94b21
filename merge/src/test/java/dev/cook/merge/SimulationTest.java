package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What queues would have made of ten changes that arrive together and take ten minutes each; the fourth is a culprit. */
final class SimulationTest {
    @Test
    void aSerialQueueJudgesOneAfterTheOther() {
        Simulation.Report report = Simulation.run(changes(), 1, 1, true);
        assertThat(report.landed()).isEqualTo(9);
        assertThat(report.evicted()).isEqualTo(1);
        assertThat(report.runs()).isEqualTo(10);
        assertThat(report.wasted()).isZero();
        assertThat(report.span()).isEqualTo(Duration.ofMinutes(100));
    }

    @Test
    void aDeepQueueJudgesThoseBehindTheCulpritTwice() {
        Simulation.Report report = Simulation.run(changes(), 10, 1, true);
        assertThat(report.landed()).isEqualTo(9);
        assertThat(report.span()).isEqualTo(Duration.ofMinutes(20));
        assertThat(report.runs()).isEqualTo(16);
        assertThat(report.wasted()).isEqualTo(6);
        assertThat(report.gateTime()).isEqualTo(Duration.ofMinutes(160));
    }

    @Test
    void halvingFindsTheCulpritOfABatchWithFewerRunsThanOneByOne() {
        Simulation.Report halved = Simulation.run(changes(), 1, 10, true);
        Simulation.Report single = Simulation.run(changes(), 1, 10, false);
        assertThat(halved.landed()).isEqualTo(single.landed()).isEqualTo(9);
        assertThat(halved.runs()).isLessThan(single.runs());
        assertThat(single.runs()).isEqualTo(11);
    }

    @Test
    void whatPeopleTakeIsNoWorkOfGatesAndWhatIsDiscardedWasDoneInPart() {
        Duration asked = Duration.ofHours(1);
        Duration work = Duration.ofMinutes(6);
        List<Simulation.Change> changes = List.of(
                new Simulation.Change(Duration.ZERO, true, asked, work, Optional.empty()),
                new Simulation.Change(Duration.ofMinutes(30), false, asked, work, Optional.empty()));
        Simulation.Report report = Simulation.run(changes, 2, 1, true);
        assertThat(report.span()).isEqualTo(Duration.ofHours(2));
        // The second was half done on the culprit, and is judged again.
        assertThat(report.gateTime()).isEqualTo(Duration.ofMinutes(6 + 3 + 6));
    }

    private static List<Simulation.Change> changes() {
        List<Simulation.Change> changes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            changes.add(new Simulation.Change(
                    Duration.ZERO, i == 3, Duration.ofMinutes(10), Duration.ofMinutes(10), Optional.empty()));
        }
        return changes;
    }
}
