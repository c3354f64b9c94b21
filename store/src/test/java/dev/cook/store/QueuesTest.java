package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    @Test
    void submittedBranchesAreToldTogetherWhatEachWouldBeToldAlone() {
        Branch queued = queued("queued", oid(10));
        Branch homeless = queued("homeless", oid(20));
        Branch working = branch("working", oid(30));
        Branch done = branch("done", oid(40));
        test.store().change(tx -> {
            tx.refs()
                    .move(
                            repo.id(),
                            List.of(RefChange.create(repo.defaultBranch().ref(), BASE, "push")),
                            "ann");
            tx.branches().setTarget(homeless.id(), new BranchName("nowhere"));
            tx.branches().markDone(done.id());
            tx.branches().waitForTarget(done.id(), "conflicts", BASE);
        });
        assertThat(submitted())
                .containsExactlyInAnyOrder(
                        new Queues.Submitted(
                                get(queued), Optional.of(oid(10)), Optional.of(BASE), Optional.empty(), false),
                        new Queues.Submitted(
                                get(homeless), Optional.of(oid(20)), Optional.empty(), Optional.empty(), false),
                        new Queues.Submitted(
                                get(done), Optional.of(oid(40)), Optional.of(BASE), Optional.of(BASE), true));
        assertThat(submitted()).as("the same, one by one").allSatisfy(line -> assertThat(
                        test.maybe(tx -> tx.queues().submitted(line.branch().id())))
                .contains(line));
        assertThat(test.maybe(tx -> tx.queues().submitted(working.id()))).isPresent();

        Account ann = test.store().write(tx -> tx.accounts()
                .create(new AccountName("ann"), false, false)
                .orElseThrow());
        for (Role role : Role.values()) {
            test.store().change(tx -> tx.accounts().grant(repo.id(), ann.id(), role));
            boolean may = test.store().read(tx -> tx.accounts().may(repo.id(), "ann", Role.LAND));
            assertThat(test.maybe(tx -> tx.queues().submitted(queued.id()))
                            .orElseThrow()
                            .landerMay())
                    .as("with the role %s", role)
                    .isEqualTo(may);
        }
    }

    @Test
    void branchesWhoseNewestCandidateFailedAreRejectedUntilTheyWait() {
        Branch failed = queued("failed", oid(10));
        Branch passed = queued("passed", oid(20));
        Branch conflicting = queued("conflicting", oid(30));
        Branch behind = queued("behind", oid(40));
        Branch waiting = queued("waiting", oid(50));
        Branch builtAgain = queued("built-again", oid(60));
        test.store().change(tx -> {
            tx.candidates().close(candidate(tx, failed), CandidateState.FAILED);
            CandidateId ahead = candidate(tx, passed);
            tx.candidates().conflicting(conflicting, BASE, Optional.empty(), oid(30), List.of("file"));
            tx.candidates().conflicting(behind, MERGED, Optional.of(ahead), oid(40), List.of("file"));
            tx.candidates().close(candidate(tx, waiting), CandidateState.FAILED);
            tx.branches().waitFor(waiting.id(), "somebody");
            tx.candidates().close(candidate(tx, builtAgain), CandidateState.FAILED);
            candidate(tx, builtAgain);
        });
        assertThat(test.list(tx -> tx.queues().rejected()))
                .containsExactlyInAnyOrder(
                        new Queues.Rejected(get(failed), true), new Queues.Rejected(get(conflicting), true));

        test.store().change(tx -> tx.refs()
                .move(repo.id(), List.of(RefChange.update(failed.name().ref(), oid(10), oid(11), "push")), "ann"));
        assertThat(test.list(tx -> tx.queues().rejected())).contains(new Queues.Rejected(get(failed), false));
    }

    @Test
    void theNewestCandidatesOfSeveralBranchesAreThoseOfEach() {
        Branch one = queued("one", oid(10));
        Branch two = queued("two", oid(20));
        Branch none = queued("none", oid(30));
        test.store().change(tx -> {
            tx.candidates().close(candidate(tx, one), CandidateState.STALE);
            tx.candidates().close(candidate(tx, one, two), CandidateState.SPLIT);
            candidate(tx, one);
        });
        List<BranchId> all = List.of(one.id(), two.id(), none.id());
        Map<BranchId, Candidate> newest =
                test.store().read(tx -> tx.candidates().newest(all));
        assertThat(newest).containsOnlyKeys(one.id(), two.id());
        for (BranchId branch : all) {
            assertThat(Optional.ofNullable(newest.get(branch)))
                    .isEqualTo(test.maybe(tx -> tx.candidates().newest(branch)));
        }
        Map<BranchId, Candidate> nothing =
                test.store().read(tx -> tx.candidates().newest(List.of()));
        assertThat(nothing).isEmpty();
    }

    private List<Queues.Submitted> submitted() {
        return test.list(tx -> tx.queues().submitted());
    }

    private Branch get(Branch branch) {
        return test.maybe(tx -> tx.branches().get(branch.id())).orElseThrow();
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
        Branch branch = branch(name, tip);
        test.store().change(tx -> tx.branches().markQueued(branch.id(), "ann"));
        return branch;
    }

    private Branch branch(String name, Oid tip) {
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
