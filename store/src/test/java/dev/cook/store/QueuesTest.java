package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What queues are told of branches and of what became of the last ones. */
class QueuesTest {
    private static final Oid BASE = oid(1);
    private static final Oid MERGED = oid(2);

    private final TestStore test = TestStore.open();
    private final Repo repo = test.repo("thing");

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aBranchThatPassedAloneIsScreenedUntilItIsPushedAgain() {
        Branch fix = queued("fix", oid(10));
        Branch other = queued("other", oid(20));
        test.store().change(tx -> {
            tx.candidates().close(candidate(tx, fix), CandidateState.SCREENED);
            tx.candidates().close(candidate(tx, other), CandidateState.STALE);
        });
        assertThat(screened()).containsExactly(true, false);

        test.store().change(tx -> tx.refs()
                .move(repo.id(), List.of(RefChange.update(fix.name().ref(), oid(10), oid(11), "push")), "ann"));
        assertThat(screened()).containsExactly(false, false);
    }

    @Test
    void outcomesCountTheBranchesOfThisTargetThatLandedOrFailed() {
        Branch one = queued("one", oid(10));
        Branch two = queued("two", oid(20));
        Branch three = queued("three", oid(30));
        assertThat(outcomes(repo)).isEqualTo(new Queues.Outcomes(0, 0));
        test.store().change(tx -> {
            tx.candidates().close(candidate(tx, one, two), CandidateState.LANDED);
            tx.candidates().close(candidate(tx, three), CandidateState.STALE);
            tx.candidates().close(candidate(tx, three), CandidateState.FAILED);
        });
        assertThat(outcomes(repo)).isEqualTo(new Queues.Outcomes(3, 1));
        assertThat(outcomes(test.repo("elsewhere"))).isEqualTo(new Queues.Outcomes(0, 0));

        for (int i = 0; i < 100; i++) {
            test.store().change(tx -> tx.candidates().close(candidate(tx, one), CandidateState.LANDED));
        }
        assertThat(outcomes(repo)).as("what was long ago is forgotten").isEqualTo(new Queues.Outcomes(100, 0));
    }

    private List<Boolean> screened() {
        return test.list(tx -> tx.queues().lines(repo.id(), repo.defaultBranch())).stream()
                .map(Queues.Line::screened)
                .toList();
    }

    private Queues.Outcomes outcomes(Repo of) {
        return test.store().read(tx -> tx.queues().outcomes(of.id(), of.defaultBranch()));
    }

    private Branch queued(String name, Oid tip) {
        return test.store().write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName(name),
                            repo.defaultBranch(),
                            Landing.AUTO,
                            Optional.empty(),
                            tip,
                            "ann");
            tx.refs().move(repo.id(), List.of(RefChange.create(branch.name().ref(), tip, "push")), "ann");
            tx.branches().markQueued(branch.id(), "ann");
            return branch;
        });
    }

    private static CandidateId candidate(Tx tx, Branch... branches) {
        List<Candidate.Member> members = Arrays.stream(branches)
                .map(branch -> new Candidate.Member(branch.id(), branch.startedFrom(), Optional.of(MERGED)))
                .toList();
        CandidateId id = tx.candidates().open(branches[branches.length - 1], BASE, Optional.empty(), members);
        tx.candidates().markPlanned(id, 1);
        return id;
    }

    private static Oid oid(int number) {
        return new Oid(String.format(java.util.Locale.ROOT, "%040x", number));
    }
}
