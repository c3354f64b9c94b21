package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.Screening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What queues would have made of ten changes that arrive together and take ten minutes each; the fourth is a culprit. */
final class SimulationTest {
    @Test
    void aSerialQueueJudgesOneAfterTheOther() {
        Simulation.Report report = Simulation.run(changes(), 1, 1, Screening.NEVER, true);
        assertThat(report.landed()).isEqualTo(9);
        assertThat(report.evicted()).isEqualTo(1);
        assertThat(report.runs()).isEqualTo(10);
        assertThat(report.wasted()).isZero();
        assertThat(report.span()).isEqualTo(Duration.ofMinutes(100));
    }

    @Test
    void aDeepQueueJudgesThoseBehindTheCulpritTwice() {
        Simulation.Report report = Simulation.run(changes(), 10, 1, Screening.NEVER, true);
        assertThat(report.landed()).isEqualTo(9);
        assertThat(report.span()).isEqualTo(Duration.ofMinutes(20));
        assertThat(report.runs()).isEqualTo(16);
        assertThat(report.wasted()).isEqualTo(6);
        assertThat(report.gateTime()).isEqualTo(Duration.ofMinutes(160));
    }

    @Test
    void halvingFindsTheCulpritOfABatchWithFewerRunsThanOneByOne() {
        Simulation.Report halved = Simulation.run(changes(), 1, 10, Screening.NEVER, true);
        Simulation.Report single = Simulation.run(changes(), 1, 10, Screening.NEVER, false);
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
        Simulation.Report report = Simulation.run(changes, 2, 1, Screening.NEVER, true);
        assertThat(report.span()).isEqualTo(Duration.ofHours(2));
        // The second was half done on the culprit, and is judged again.
        assertThat(report.gateTime()).isEqualTo(Duration.ofMinutes(6 + 3 + 6));
    }

    /** The target: 70 landings an hour with at most 1.2 runs for each change, where a chain alone makes 31 with 4.4. */
    @Test
    void screeningLandsABusyDayWithLittleMoreThanARunForEachChange() {
        List<Simulation.Change> day = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            day.add(new Simulation.Change(
                    Duration.ofMinutes(144).multipliedBy(i).dividedBy(200),
                    random.nextDouble() < 0.10,
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(15),
                    Optional.empty()));
        }
        Simulation.Report always = Simulation.run(day, 32, 8, Screening.ALWAYS, true);
        assertThat(always.landedPerHour())
                .as("a beginning, in which nothing lands, counts")
                .isGreaterThan(60);
        assertThat(always.runs()).isLessThan(200 * 12 / 10);
        assertThat(always.wasted()).isZero();
        Simulation.Report auto = Simulation.run(day, 32, 8, Screening.AUTO, true);
        Simulation.Report never = Simulation.run(day, 32, 8, Screening.NEVER, true);
        assertThat(auto.landedPerHour()).isGreaterThan(1.5 * never.landedPerHour());
        assertThat(auto.runs()).isLessThan(never.runs() / 2);
    }

    /** Where nothing is ahead, being judged alone first would only make branches wait twice. */
    @Test
    void aQuietDayIsAsItWouldBeWithoutScreening() {
        List<Simulation.Change> day = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            day.add(new Simulation.Change(
                    Duration.ofMinutes(20L * i),
                    i % 8 == 3,
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(15),
                    Optional.empty()));
        }
        assertThat(Simulation.run(day, 8, 4, Screening.AUTO, true))
                .isEqualTo(Simulation.run(day, 8, 4, Screening.NEVER, true));
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
