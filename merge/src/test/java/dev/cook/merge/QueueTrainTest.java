package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueTrainTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Oid OID = new Oid("1".repeat(40));
    private static final Map<String, Duration> TIMES =
            Map.of("build", Duration.ofMinutes(2), "test", Duration.ofMinutes(10));

    private static Candidate candidate(long id, Optional<Long> on, boolean planned) {
        return new Candidate(
                new CandidateId(id),
                new RepoId(1),
                new BranchId(id),
                new BranchName("main"),
                OID,
                on.map(CandidateId::new),
                OID,
                List.of(new Candidate.Member(new BranchId(id), OID, Optional.of(OID))),
                Optional.of(OID),
                Optional.of(OID),
                List.of(),
                CandidateState.OPEN,
                0,
                NOW,
                planned ? Optional.of(NOW) : Optional.empty());
    }

    private static GateRun run(
            long candidate, String name, GateKind kind, GateRunState state, long startedMinutesAgo, String... needs) {
        return new GateRun(
                new GateRunId(1),
                new CandidateId(candidate),
                name,
                1,
                kind,
                "{}",
                List.of(),
                List.of(needs),
                true,
                0,
                600,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                NOW,
                startedMinutesAgo < 0
                        ? Optional.empty()
                        : Optional.of(NOW.minus(Duration.ofMinutes(startedMinutesAgo))),
                Optional.empty());
    }

    private static GateRun command(long candidate, String name, GateRunState state, long ago, String... needs) {
        return run(candidate, name, GateKind.COMMAND, state, ago, needs);
    }

    private static QueueView.Line line(int position, String branch, long candidate, String lane) {
        return new QueueView.Line(
                Optional.of(position),
                branch,
                "queued",
                "running its gates",
                candidate == 0 ? Optional.empty() : Optional.of(candidate),
                Optional.empty(),
                1,
                0,
                lane.isEmpty() ? Optional.empty() : Optional.of(lane),
                Optional.of(NOW),
                Optional.of("ada"),
                Optional.empty());
    }

    private static QueueTrain train(List<QueueView.Line> lines, List<Candidate> candidates, List<GateRun> runs) {
        Map<CandidateId, List<GateRun>> byCandidate = new HashMap<>();
        runs.forEach(run -> byCandidate
                .computeIfAbsent(run.candidate(), _ -> new ArrayList<>())
                .add(run));
        return QueueTrain.of(
                new QueueView("main", 8, 1, "merge", "auto", 0, 0, lines), candidates, byCandidate, TIMES, NOW);
    }

    private static Optional<Duration> remaining(GateRun... runs) {
        return QueueTrain.remaining(candidate(1, Optional.empty(), true), List.of(runs), TIMES, NOW);
    }

    @Test
    void whatIsLeftIsTheLongestWayThroughTheGates() {
        assertThat(remaining(
                        command(1, "build", GateRunState.RUNNING, 1),
                        command(1, "test", GateRunState.QUEUED, -1, "build")))
                .as("a minute of the build is left, and the tests after that")
                .contains(Duration.ofMinutes(11));
        assertThat(remaining(command(1, "build", GateRunState.PASSED, 5), command(1, "test", GateRunState.RUNNING, 4)))
                .contains(Duration.ofMinutes(6));
        assertThat(remaining(command(1, "test", GateRunState.RUNNING, 40)))
                .as("one that takes longer than ever may end at any moment")
                .contains(Duration.ZERO);
        assertThat(remaining()).contains(Duration.ZERO);
    }

    @Test
    void whatNobodyCanKnowIsUnknownAndNotZero() {
        assertThat(remaining(command(1, "new", GateRunState.RUNNING, 1)))
                .as("no past")
                .isEmpty();
        assertThat(remaining(run(1, "looked-at", GateKind.APPROVAL, GateRunState.WAITING, 1)))
                .as("people")
                .isEmpty();
        assertThat(remaining(command(1, "test", GateRunState.FAILED, 1))).isEmpty();
        assertThat(remaining(
                        command(1, "build", GateRunState.QUEUED, -1, "test"),
                        command(1, "test", GateRunState.QUEUED, -1, "build")))
                .as("a circle")
                .isEmpty();
        assertThat(QueueTrain.remaining(candidate(1, Optional.empty(), false), List.of(), TIMES, NOW))
                .as("its gates are not known yet")
                .isEmpty();
    }

    @Test
    void candidatesStandOneBehindTheOtherAndLandNoSoonerThanThoseAhead() {
        QueueTrain train = train(
                List.of(line(1, "a", 1, ""), line(2, "b", 2, ""), line(3, "c", 3, ""), line(4, "d", 0, "")),
                List.of(
                        candidate(1, Optional.empty(), true),
                        candidate(2, Optional.of(1L), true),
                        candidate(3, Optional.empty(), true)),
                List.of(command(1, "test", GateRunState.RUNNING, 1), command(2, "build", GateRunState.RUNNING, 1)));

        assertThat(train.lanes().get(""))
                .extracting(QueueTrain.Car::ahead, QueueTrain.Car::estimate)
                .containsExactly(
                        tuple(0, Optional.of(Duration.ofMinutes(9))), tuple(1, Optional.of(Duration.ofMinutes(9))));
        assertThat(train.screening())
                .as("alone on the target, behind a chain that began")
                .extracting(car -> car.branches().getFirst().branch())
                .containsExactly("c");
        assertThat(train.waiting()).extracting(QueueView.Line::branch).containsExactly("d");
    }

    @Test
    void lanesStandSideBySide() {
        QueueTrain train = train(
                List.of(line(1, "a", 1, "web"), line(2, "b", 2, "api"), line(3, "c", 3, "web")),
                List.of(
                        candidate(1, Optional.empty(), true),
                        candidate(2, Optional.empty(), true),
                        candidate(3, Optional.of(1L), true)),
                List.of());

        assertThat(train.lanes()).containsOnlyKeys("web", "api");
        assertThat(train.lanes().get("web")).hasSize(2);
        assertThat(train.screening()).isEmpty();
    }
}
