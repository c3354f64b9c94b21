package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreviewStepTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Oid MAIN = new Oid("a".repeat(40));
    private static final Oid MOVED_MAIN = new Oid("b".repeat(40));
    private static final Oid TIP = new Oid("c".repeat(40));
    private static final Oid MOVED_TIP = new Oid("d".repeat(40));
    private static final Oid MERGED = new Oid("e".repeat(40));

    @Test
    void aBranchThatIsWorkedOnIsLeftAlone() {
        assertThat(decide(branch(BranchState.ACTIVE), TIP, MAIN, Optional.empty()))
                .isEqualTo(PreviewStep.REST);
    }

    @Test
    void aDoneBranchGetsACandidate() {
        assertThat(decide(branch(BranchState.DONE), TIP, MAIN, Optional.empty()))
                .isEqualTo(new PreviewStep.Build(MAIN, TIP));
    }

    @Test
    void nobodyIsAskedBeforeItsGatesArePlanned() {
        assertThat(decide(branch(BranchState.DONE), TIP, MAIN, Optional.of(candidate(CandidateState.OPEN, false))))
                .isEqualTo(PreviewStep.REST);
    }

    @Test
    void aCandidateFailsOnceNoGateIsLeftToRunAndOneSaidNo() {
        Candidate candidate = candidate(CandidateState.OPEN, true);
        assertThat(decide(
                        branch(BranchState.DONE),
                        TIP,
                        MAIN,
                        Optional.of(candidate),
                        GateRunState.FAILED,
                        GateRunState.RUNNING))
                .isEqualTo(PreviewStep.REST);
        assertThat(decide(
                        branch(BranchState.DONE),
                        TIP,
                        MAIN,
                        Optional.of(candidate),
                        GateRunState.FAILED,
                        GateRunState.PASSED))
                .isEqualTo(new PreviewStep.Fail(candidate));
    }

    @Test
    void whatShallLandIsTheQueues() {
        assertThat(decide(branch(BranchState.QUEUED), TIP, MAIN, Optional.empty()))
                .isEqualTo(PreviewStep.REST);
    }

    @Test
    void aCandidateIsDiscardedWhenTheTargetMovedAfterItsGatesPassed() {
        Candidate candidate = candidate(CandidateState.OPEN, true);
        assertThat(decide(branch(BranchState.DONE), TIP, MOVED_MAIN, Optional.of(candidate), GateRunState.PASSED))
                .isEqualTo(new PreviewStep.Discard(candidate, "main has new commits"));
    }

    @Test
    void aCandidateIsDiscardedWhenTheBranchMoved() {
        Candidate candidate = candidate(CandidateState.OPEN, true);
        assertThat(decide(branch(BranchState.DONE), MOVED_TIP, MAIN, Optional.of(candidate), GateRunState.PASSED))
                .isEqualTo(new PreviewStep.Discard(candidate, "the branch has new commits"));
    }

    @Test
    void aDoneBranchThatPassedWaitsForSomebodyToLandIt() {
        PreviewStep step = decide(
                branch(BranchState.DONE),
                TIP,
                MAIN,
                Optional.of(candidate(CandidateState.OPEN, true)),
                GateRunState.PASSED);
        assertThat(step)
                .isEqualTo(new PreviewStep.AskPerson(
                        "its gates passed; somebody with the land role can run `branch land fix`"));
    }

    @Test
    void aFailedCandidateIsNotBuiltAgainUntilSomethingMoved() {
        Optional<Candidate> failed = Optional.of(candidate(CandidateState.FAILED, true));
        assertThat(decide(branch(BranchState.DONE), TIP, MAIN, failed)).isEqualTo(PreviewStep.REST);
        assertThat(decide(branch(BranchState.DONE), MOVED_TIP, MAIN, failed))
                .isEqualTo(new PreviewStep.Build(MAIN, MOVED_TIP));
    }

    @Test
    void aBranchWithoutATargetWaitsForAPerson() {
        assertThat(PreviewStep.decide(new PreviewStep.View(
                        branch(BranchState.DONE),
                        Optional.of(TIP),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        true)))
                .isEqualTo(new PreviewStep.AwaitTarget("the target branch main does not exist; push main first"));
    }

    @Test
    void whatWasSoOfATargetIsLookedAtAgainWhenItMoved() {
        Optional<Candidate> conflict = Optional.of(candidate(CandidateState.CONFLICTING, false));
        Branch conflicts = waiting("it conflicts with main: push a fix");
        assertThat(waitsOn(conflicts, MAIN, MAIN, conflict)).isEqualTo(PreviewStep.REST);
        assertThat(waitsOn(conflicts, MOVED_MAIN, MAIN, conflict))
                .isEqualTo(new PreviewStep.MergeAgain(MOVED_MAIN, TIP));
        Branch empty = waiting(CandidateTransitions.nothingNew(branch(BranchState.DONE)));
        assertThat(waitsOn(empty, MOVED_MAIN, MAIN, Optional.empty()))
                .isEqualTo(new PreviewStep.MergeAgain(MOVED_MAIN, TIP));
        assertThat(waitsOn(waiting("its target main does not exist"), MAIN, PreviewStep.NO_TARGET, conflict))
                .isEqualTo(new PreviewStep.GoOn());
        assertThat(waitsOn(waiting("the gates of main cannot be read"), MOVED_MAIN, MAIN, Optional.empty()))
                .isEqualTo(new PreviewStep.GoOn());
    }

    private static PreviewStep waitsOn(Branch branch, Oid target, Oid waitsOn, Optional<Candidate> newest) {
        return PreviewStep.decide(new PreviewStep.View(
                branch, Optional.of(TIP), Optional.of(target), newest, List.of(), Optional.of(waitsOn), true));
    }

    private static Branch waiting(String why) {
        Branch branch = branch(BranchState.DONE);
        return new Branch(
                branch.id(),
                branch.repo(),
                branch.name(),
                branch.state(),
                branch.target(),
                branch.landing(),
                branch.task(),
                branch.startedFrom(),
                branch.startedBy(),
                branch.landBy(),
                branch.feedbacks(),
                Optional.of(why),
                branch.hold(),
                branch.landedAs(),
                branch.createdAt(),
                branch.endedAt());
    }

    private static PreviewStep decide(
            Branch branch, Oid tip, Oid target, Optional<Candidate> newest, GateRunState... runs) {
        List<GateRun> gateRuns = new ArrayList<>();
        for (GateRunState state : runs) {
            gateRuns.add(run(gateRuns.size() + 1, state));
        }
        return PreviewStep.decide(new PreviewStep.View(
                branch, Optional.of(tip), Optional.of(target), newest, gateRuns, Optional.empty(), true));
    }

    private static Branch branch(BranchState state) {
        return new Branch(
                new BranchId(1),
                new RepoId(1),
                new BranchName("fix"),
                state,
                new BranchName("main"),
                Landing.ASK,
                Optional.empty(),
                TIP,
                "ada",
                Optional.of("ada"),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NOW,
                Optional.empty());
    }

    private static Candidate candidate(CandidateState state, boolean planned) {
        return new Candidate(
                new CandidateId(1),
                new RepoId(1),
                new BranchId(1),
                new BranchName("main"),
                MAIN,
                Optional.empty(),
                TIP,
                List.of(new Candidate.Member(new BranchId(1), TIP, Optional.of(MERGED))),
                Optional.of(MERGED),
                Optional.of(MERGED),
                List.of(),
                state,
                3,
                NOW,
                planned ? Optional.of(NOW) : Optional.empty());
    }

    private static GateRun run(long id, GateRunState state) {
        return new GateRun(
                new GateRunId(id),
                new CandidateId(1),
                "gate-" + id,
                1,
                GateKind.COMMAND,
                "{}",
                List.of("true"),
                List.of(),
                true,
                0,
                60,
                state,
                Optional.of(MERGED),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                NOW,
                Optional.of(NOW),
                Optional.empty());
    }
}
