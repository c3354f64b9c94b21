package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Failure;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import dev.cook.store.Queues;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetAsideTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Oid TIP = new Oid("b".repeat(40));
    private static final Oid MOVED = new Oid("c".repeat(40));

    private static final Branch BRANCH = new Branch(
            new BranchId(7),
            new RepoId(1),
            new BranchName("fix"),
            BranchState.QUEUED,
            new BranchName("main"),
            Landing.AUTO,
            Optional.empty(),
            TIP,
            "ada",
            Optional.of("ada"),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOON,
            Optional.empty());

    private static Failure failure(String step, int tries, Instant retryAt) {
        return new Failure(
                "merge",
                step,
                SetAside.subject(List.of(new Group.Part(BRANCH, TIP))).item(),
                Optional.of(BRANCH.repo()),
                List.of(BRANCH.id()),
                "the work needs more memory than the server has",
                "1a2b3c4d",
                tries,
                NOON,
                retryAt);
    }

    private static Optional<String> why(Failure failure, Oid tip) {
        Queues.Line line = new Queues.Line(BRANCH, Optional.of(tip), 0, NOON, 0, false, false);
        return SetAside.why(List.of(failure), line, NOON);
    }

    @Test
    void aBranchKeepsItsPlaceUntilTheThirdFailureInARow() {
        assertThat(why(failure(SetAside.BUILD, SetAside.TRIES - 1, NOON), TIP)).isEmpty();
        assertThat(why(failure(SetAside.BUILD, SetAside.TRIES, NOON), TIP))
                .hasValue("set aside after 3 failed attempts to build its candidate: the work needs more memory"
                        + " than the server has");
    }

    @Test
    void aBranchThatMovedIsAnotherOne() {
        assertThat(why(failure(SetAside.BUILD, 9, NOON), MOVED)).isEmpty();
    }

    @Test
    void whatFailedToLandComesBackWhenItsTimeIsOver() {
        assertThat(why(failure(SetAside.LAND, 3, NOON.plusSeconds(1)), TIP)).isPresent();
        assertThat(why(failure(SetAside.LAND, 3, NOON), TIP)).isEmpty();
    }

    @Test
    void otherFailuresOfABranchDoNotMoveItInTheQueue() {
        assertThat(why(failure("judge it", 9, NOON), TIP)).isEmpty();
    }
}
