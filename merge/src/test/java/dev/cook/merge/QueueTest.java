package dev.cook.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.config.Screening;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Oid;
import dev.cook.merge.QueueDecision.Action;
import dev.cook.merge.QueueState.Built;
import dev.cook.merge.QueueState.Entry;
import dev.cook.merge.QueueState.Member;
import dev.cook.merge.QueueState.Need;
import dev.cook.merge.QueueState.Ready;
import dev.cook.merge.QueueState.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A queue's decisions, one question each. */
final class QueueTest {
    private static final Oid MAIN = oid(1);
    private static final Entry A = entry(1, "a");
    private static final Entry B = entry(2, "b");
    private static final Entry C = entry(3, "c");
    private static final Entry D = entry(4, "d");

    @Test
    void theFirstBranchIsBuiltOnTheTargetAndTheNextWaitsForItsCandidate() {
        QueueDecision decision = decide(limits(4, 1), List.of(A, B));
        assertThat(decision.actions()).containsExactly(new Action.Build(List.of(A.member()), MAIN, Optional.empty()));
        assertThat(decision.reasons().get(A.branch())).isEqualTo("building its candidate on main");
        assertThat(decision.reasons().get(B.branch())).isEqualTo("waiting for the candidate of a ahead");
    }

    @Test
    void theNextIsBuiltOnTheOneAheadWhileThatIsStillJudged() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        QueueDecision decision = decide(limits(4, 1), List.of(A, B), a);
        assertThat(decision.actions())
                .containsExactly(new Action.Build(List.of(B.member()), head(a), Optional.of(a.id())));
        assertThat(decision.reasons().get(B.branch())).isEqualTo("building its candidate on a");
    }

    @Test
    void noMoreAreJudgedAtOnceThanTheDepthSays() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        QueueDecision decision = decide(limits(1, 1), List.of(A, B), a);
        assertThat(decision.actions()).isEmpty();
        assertThat(decision.reasons().get(B.branch()))
                .isEqualTo("waiting for a slot: the queue tests 1 candidate at the same time (depth)");
    }

    @Test
    void onlyTheFirstThatPassedLandsAndTheOneBehindLandsAfterIt() {
        Built a = built(10, MAIN, Verdict.PASSED, A);
        Built b = built(11, head(a), Verdict.PASSED, B);
        QueueDecision decision = decide(limits(4, 1), List.of(A, B), a, b);
        assertThat(decision.actions()).containsExactly(new Action.Land(a.id()));
        assertThat(decision.reasons().get(B.branch())).isEqualTo("passed; lands after a");
    }

    @Test
    void aFailureOnTheTargetEvictsItsBranchAndThoseBehindAreBuiltWithoutIt() {
        Built a = built(10, MAIN, Verdict.FAILED, A);
        Built b = built(11, head(a), Verdict.PENDING, B);
        assertThat(decide(limits(4, 1), List.of(A, B), a, b).actions())
                .containsExactly(
                        new Action.Evict(a.id(), "gate test"),
                        new Action.Build(List.of(B.member()), MAIN, Optional.empty()));
    }

    @Test
    void aFailureBehindOthersIsNoVerdictUntilThoseLanded() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = built(11, head(a), Verdict.FAILED, B);
        QueueDecision decision = decide(limits(4, 1), List.of(A, B, C), a, b);
        assertThat(decision.actions())
                .containsExactly(new Action.Build(List.of(C.member()), head(a), Optional.of(a.id())));
        assertThat(decision.reasons().get(B.branch()))
                .isEqualTo("failed (gate test) on a; tested again if one of those branches leaves the queue");
    }

    @Test
    void aBranchThatConflictsWithWhatIsAheadIsPassedBy() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = new Built(
                new CandidateId(11), head(a), false, List.of(B.member()), Optional.empty(), Verdict.CONFLICT, "x.txt");
        QueueDecision decision = decide(limits(4, 1), List.of(A, B, C), a, b);
        assertThat(decision.actions())
                .containsExactly(new Action.Build(List.of(C.member()), head(a), Optional.of(a.id())));
        assertThat(decision.reasons().get(B.branch()))
                .isEqualTo(
                        "conflicts with a in x.txt; Cook tries again when those branches have landed or left the queue");
    }

    private static Built contained(int id, Built in, Entry entry) {
        return new Built(new CandidateId(id), head(in), false, List.of(entry.member()), in.head(), Verdict.PASSED, "");
    }

    @Test
    void aBranchThatAddsNothingToWhatIsAheadLandsWithThatAndIsInNobodysWay() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = contained(11, a, B);
        QueueDecision decision = decide(limits(4, 1), List.of(A, B, C), a, b);
        assertThat(decision.actions())
                .containsExactly(new Action.Build(List.of(C.member()), head(a), Optional.of(a.id())));
        assertThat(decision.reasons().get(B.branch()))
                .isEqualTo("its changes are all in a, which is ahead; lands with it");
    }

    @Test
    void aBranchThatAddsNothingLandsWhereWhatHeldItHasLanded() {
        Built b =
                new Built(new CandidateId(11), MAIN, true, List.of(B.member()), Optional.of(MAIN), Verdict.PASSED, "");
        assertThat(decide(limits(4, 1), List.of(B), b).actions()).containsExactly(new Action.Land(b.id()));
    }

    @Test
    void aBranchIsBuiltOnItsOwnWhereWhatHeldItLeaves() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = contained(11, a, B);
        assertThat(decide(limits(4, 1), List.of(B), a, b).actions())
                .startsWith(new Action.Build(List.of(B.member()), MAIN, Optional.empty()));
    }

    @Test
    void aBatchHoldsNeighboursAndIsSplitWhenItFails() {
        assertThat(decide(limits(2, 3), List.of(A, B, C, D)).actions())
                .containsExactly(new Action.Build(List.of(A.member(), B.member(), C.member()), MAIN, Optional.empty()));
        Built failed = built(10, MAIN, Verdict.FAILED, A, B, C);
        assertThat(decide(limits(2, 3), List.of(A, B, C, D), failed).actions())
                .contains(new Action.Split(failed.id(), "gate test"));
    }

    @Test
    void afterASplitItsBranchesAreJudgedInSmallerGroups() {
        Entry a = failedIn(3, A);
        Entry b = failedIn(3, B);
        Entry c = failedIn(3, C);
        assertThat(decide(limits(2, 3), List.of(a, b, c, D)).actions())
                .containsExactly(new Action.Build(List.of(A.member(), B.member()), MAIN, Optional.empty()));
    }

    @Test
    void thePartsOfASplitGroupAreAsSmallAsThereArePlacesForAllOfThem() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        List<Entry> suspects = List.of(failedIn(3, A), failedIn(3, B), failedIn(3, C), D);
        assertThat(decide(limits(3, 3), suspects, a).actions())
                .containsExactly(new Action.Build(List.of(B.member()), head(a), Optional.of(a.id())));
    }

    @Test
    void aGroupThatIsJudgedStaysAsItIsWhenMoreArrive() {
        Built ab = built(10, MAIN, Verdict.PENDING, A, B);
        assertThat(decide(limits(4, 3), List.of(A, B, C), ab).actions())
                .containsExactly(new Action.Build(List.of(C.member()), head(ab), Optional.of(ab.id())));
    }

    @Test
    void aBranchThatWaitsForPeopleStepsAside() {
        Built a = built(10, MAIN, Verdict.WAITING, A);
        QueueDecision decision = decide(limits(4, 1), List.of(A, B), a);
        assertThat(decision.actions()).containsExactly(new Action.Build(List.of(B.member()), MAIN, Optional.empty()));
        assertThat(decision.reasons().get(A.branch())).isEqualTo("waiting for gate test; other branches pass it");
    }

    @Test
    void lanesLandWithoutWaitingForEachOther() {
        Entry web = lane(A, "web");
        Entry api = lane(B, "api");
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = built(11, MAIN, Verdict.PASSED, B);
        assertThat(decide(limits(4, 1), List.of(web, api), a, b).actions()).containsExactly(new Action.Land(b.id()));
    }

    @Test
    void aBranchThatTouchesSeveralLanesWaitsForAllOfThem() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = built(11, MAIN, Verdict.PENDING, B);
        QueueDecision decision = decide(limits(4, 1), List.of(lane(A, "web"), lane(B, "api"), C, lane(D, "web")), a, b);
        assertThat(decision.actions()).isEmpty();
        assertThat(decision.reasons().get(C.branch())).contains("waiting for the branches ahead in all of them");
        assertThat(decision.reasons().get(D.branch())).isEqualTo("waiting for c ahead, which is in no lane");
    }

    @Test
    void aBranchLandsOnlyTogetherWithWhatItNeedsElsewhere() {
        Built a = built(10, MAIN, Verdict.PASSED, A);
        assertThat(decide(limits(4, 1), List.of(needs(A, Ready.COMING)), a).actions())
                .isEmpty();
        assertThat(decide(limits(4, 1), List.of(needs(A, Ready.NEXT)), a).actions())
                .containsExactly(new Action.Land(a.id()));
        QueueDecision decision = decide(limits(4, 1), List.of(needs(A, Ready.NOT), B));
        assertThat(decision.actions()).containsExactly(new Action.Build(List.of(B.member()), MAIN, Optional.empty()));
        assertThat(decision.reasons().get(A.branch())).isEqualTo("depends on lib/x, which is not queued");
    }

    @Test
    void aGroupHoldsNobodyWhoWaitsForPeopleOrLiesInAnotherLaneOrNeedsOthers() {
        Built waiting = built(10, MAIN, Verdict.WAITING, B);
        assertThat(decide(limits(4, 3), List.of(A, B, C), waiting).actions())
                .containsExactly(new Action.Build(List.of(A.member()), MAIN, Optional.empty()));
        assertThat(decide(limits(4, 3), List.of(lane(A, "x"), lane(B, "y"))).actions())
                .containsExactly(
                        new Action.Build(List.of(A.member()), MAIN, Optional.empty()),
                        new Action.Build(List.of(B.member()), MAIN, Optional.empty()));
        assertThat(decide(limits(4, 3), List.of(A, needs(B, Ready.NEXT))).actions())
                .containsExactly(new Action.Build(List.of(A.member()), MAIN, Optional.empty()));
        assertThat(decide(limits(4, 3), List.of(needs(A, Ready.NEXT), B)).actions())
                .containsExactly(new Action.Build(List.of(A.member()), MAIN, Optional.empty()));
    }

    @Test
    void aGroupThatWaitsForPeopleIsSplitSoThatOthersGoOn() {
        Built waiting = built(10, MAIN, Verdict.WAITING, A, B);
        assertThat(decide(limits(4, 3), List.of(A, B), waiting).actions())
                .containsExactly(new Action.Split(waiting.id(), "waiting for gate test"));
    }

    @Test
    void theNewestCandidateOfABranchIsTheOneThatCounts() {
        Built failed = built(10, MAIN, Verdict.FAILED, A);
        Built again = built(11, MAIN, Verdict.PENDING, A);
        QueueDecision decision = decide(limits(4, 1), List.of(A), failed, again);
        assertThat(decision.actions()).noneMatch(Action.Evict.class::isInstance);
        assertThat(decision.reasons().get(A.branch())).isEqualTo("running its gates, on main");
    }

    @Test
    void aConflictOnWhatIsGoneIsKeptAsItWasTold() {
        Built conflict = new Built(
                new CandidateId(10), oid(7), true, List.of(B.member()), Optional.empty(), Verdict.CONFLICT, "x.txt");
        assertThat(decide(limits(4, 1), List.of(A, B), conflict).actions())
                .containsExactly(new Action.Build(List.of(A.member()), MAIN, Optional.empty()));
    }

    @Test
    void aLaneGoesOnBehindWhatMayTouchAnything() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = built(11, head(a), Verdict.PENDING, B);
        assertThat(decide(limits(4, 1), List.of(lane(A, "x"), B, lane(C, "x")), a, b)
                        .actions())
                .containsExactly(new Action.Build(List.of(C.member()), head(b), Optional.of(b.id())));
    }

    @Test
    void placesAreCountedOverAllLanesAndNobodyOvertakesWhoWaitsForOne() {
        assertThat(decide(limits(1, 1), List.of(lane(A, "x"), lane(B, "y"))).actions())
                .containsExactly(new Action.Build(List.of(A.member()), MAIN, Optional.empty()));
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built c = built(11, MAIN, Verdict.PASSED, C);
        QueueDecision decision = decide(limits(1, 1), List.of(lane(A, "x"), lane(B, "y"), lane(C, "y")), a, c);
        assertThat(decision.actions()).noneMatch(Action.Land.class::isInstance);
        assertThat(decision.reasons().get(C.branch()))
                .isEqualTo("waiting for a slot: the queue tests 1 candidate at the same time (depth)");
    }

    @Test
    void whatIsDiscardedNamesTheBranchThatDoesNotGoOn() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        assertThat(decide(limits(4, 1), List.of(needs(A, Ready.NOT)), a).actions())
                .containsExactly(new Action.Discard(a.id(), "a depends on lib/x, which is not queued"));
    }

    @Test
    void whatMovedIsDiscarded() {
        Built moved = new Built(
                new CandidateId(10),
                MAIN,
                true,
                List.of(new Member(A.branch(), oid(77))),
                Optional.of(oid(99)),
                Verdict.PASSED,
                "");
        assertThat(decide(limits(4, 1), List.of(A), moved).actions())
                .containsExactly(
                        new Action.Build(List.of(A.member()), MAIN, Optional.empty()),
                        new Action.Discard(moved.id(), "one of its branches has new commits or left the queue"));
    }

    @Test
    void newBranchesAreJudgedAloneOnTheTargetWhereTheQueueScreens() {
        QueueDecision decision = decide(screening(4, 3), List.of(A, B));
        assertThat(decision.actions())
                .containsExactly(
                        new Action.Build(List.of(A.member()), MAIN, Optional.empty()),
                        new Action.Build(List.of(B.member()), MAIN, Optional.empty()));
        assertThat(decision.reasons().get(B.branch()))
                .isEqualTo("building its candidate, to test it alone on main first");
        Built a = built(10, MAIN, Verdict.PENDING, A);
        assertThat(decide(screening(1, 3), List.of(A, B), a).reasons())
                .containsEntry(A.branch(), "running its gates, on main")
                .containsEntry(B.branch(), "waiting for a slot: the queue tests 1 candidate at the same time (depth)");
        Built b = built(11, MAIN, Verdict.PENDING, B);
        assertThat(decide(screening(4, 3), List.of(A, B), a, b).reasons())
                .containsEntry(B.branch(), "running its gates alone on main; joins a group when they pass");
    }

    @Test
    void whatFailsAloneLeavesAtOnceWhateverTheTargetIsByNow() {
        Built before = new Built(
                new CandidateId(10),
                oid(7),
                true,
                List.of(B.member()),
                Optional.of(oid(8)),
                Verdict.FAILED,
                "gate test");
        Built a = built(11, MAIN, Verdict.PENDING, A);
        assertThat(decide(screening(4, 3), List.of(A, B), before, a).actions())
                .containsExactly(new Action.Evict(before.id(), "gate test"));
    }

    @Test
    void theFirstThatPassedAloneOnTheTargetLandsAndTheOthersJoinAGroup() {
        Built a = built(10, MAIN, Verdict.PASSED, A);
        Built b = built(11, MAIN, Verdict.PASSED, B);
        QueueDecision decision = decide(screening(4, 3), List.of(A, B), a, b);
        assertThat(decision.actions())
                .containsExactly(
                        new Action.Land(a.id()), new Action.Screen(b.id(), "tested next together with other branches"));
        assertThat(decision.reasons().get(B.branch())).isEqualTo("passed alone on main; joins the next group");
    }

    @Test
    void thoseThatPassedAloneAreJudgedTogetherOnceTheirGroupIsFullOrNothingIsAheadOrNobodyComes() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Entry b = screened(B);
        Entry c = screened(C);
        assertThat(decide(screening(4, 3), List.of(b, c, D)).actions())
                .as("nothing is ahead")
                .contains(new Action.Build(List.of(B.member(), C.member()), MAIN, Optional.empty()));
        QueueDecision waits = decide(screening(4, 3), List.of(screened(A), b, D), a);
        assertThat(waits.actions())
                .as("D may pass meanwhile")
                .containsExactly(new Action.Build(List.of(D.member()), MAIN, Optional.empty()));
        assertThat(waits.reasons().get(B.branch()))
                .isEqualTo("passed alone; waiting to be tested with up to 2 others while a is tested");
        assertThat(decide(screening(4, 2), List.of(screened(A), b, c, D), a).actions())
                .as("it is full")
                .contains(new Action.Build(List.of(B.member(), C.member()), head(a), Optional.of(a.id())));
        assertThat(decide(screening(4, 3), List.of(screened(A), b), a).actions())
                .as("nobody comes")
                .containsExactly(new Action.Build(List.of(B.member()), head(a), Optional.of(a.id())));
    }

    @Test
    void aGroupThatIsJudgedStaysWhenABranchBeforeItPassesAlone() {
        Built group = built(10, MAIN, Verdict.PENDING, B, C);
        QueueDecision decision = decide(screening(4, 3), List.of(screened(A), screened(B), screened(C)), group);
        assertThat(decision.actions())
                .containsExactly(new Action.Build(List.of(A.member()), head(group), Optional.of(group.id())));
    }

    @Test
    void whereItIsLeftToTheQueueOnlyBranchesWithEnoughFailuresAheadAreJudgedAlone() {
        Built a = built(10, MAIN, Verdict.PENDING, A);
        Built b = built(11, head(a), Verdict.PENDING, B);
        QueueLimits auto = new QueueLimits(4, 1, Screening.AUTO);
        Action chained = new Action.Build(List.of(C.member()), head(b), Optional.of(b.id()));
        Action alone = new Action.Build(List.of(C.member()), MAIN, Optional.empty());
        assertThat(decide(auto, new QueueState.Recent(100, 25), List.of(A, B, C), a, b))
                .as("half a failure is to be expected ahead")
                .extracting(QueueDecision::actions)
                .isEqualTo(List.of(alone));
        for (QueueState.Recent few : List.of(new QueueState.Recent(100, 24), new QueueState.Recent(19, 19))) {
            assertThat(decide(auto, few, List.of(A, B, C), a, b).actions()).containsExactly(chained);
        }
        assertThat(decide(new QueueLimits(3, 1, Screening.AUTO), new QueueState.Recent(100, 90), List.of(A, B, C), a, b)
                        .actions())
                .as("too few places")
                .containsExactly(chained);
    }

    private static QueueLimits screening(int depth, int batch) {
        return new QueueLimits(depth, batch, Screening.ALWAYS);
    }

    private static Entry screened(Entry entry) {
        return new Entry(
                entry.branch(),
                entry.name(),
                entry.tip(),
                entry.failedIn(),
                true,
                entry.lane(),
                entry.stopped(),
                entry.needs());
    }

    private static QueueDecision decide(QueueLimits limits, List<Entry> entries, Built... candidates) {
        return decide(limits, QueueState.Recent.NONE, entries, candidates);
    }

    private static QueueDecision decide(
            QueueLimits limits, QueueState.Recent recent, List<Entry> entries, Built... candidates) {
        return Queue.decide(
                new QueueState(new BranchName("main"), MAIN, recent, entries, Arrays.asList(candidates)), limits);
    }

    private static QueueLimits limits(int depth, int batch) {
        return new QueueLimits(depth, batch, Screening.NEVER);
    }

    private static Entry entry(int number, String name) {
        return new Entry(
                new BranchId(number),
                new BranchName(name),
                oid(100 + number),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Entry lane(Entry entry, String lane) {
        return new Entry(
                entry.branch(),
                entry.name(),
                entry.tip(),
                entry.failedIn(),
                entry.screened(),
                Optional.of(lane),
                entry.stopped(),
                entry.needs());
    }

    private static Entry failedIn(int group, Entry entry) {
        return new Entry(
                entry.branch(),
                entry.name(),
                entry.tip(),
                group,
                entry.screened(),
                entry.lane(),
                entry.stopped(),
                entry.needs());
    }

    private static Entry needs(Entry entry, Ready ready) {
        return new Entry(
                entry.branch(),
                entry.name(),
                entry.tip(),
                entry.failedIn(),
                entry.screened(),
                entry.lane(),
                entry.stopped(),
                List.of(new Need("lib/x", ready)));
    }

    private static Built built(int id, Oid base, Verdict verdict, Entry... entries) {
        List<Member> members = new ArrayList<>();
        for (Entry entry : entries) {
            members.add(entry.member());
        }
        return new Built(
                new CandidateId(id),
                base,
                base.equals(MAIN),
                members,
                Optional.of(oid(1000 + id)),
                verdict,
                "gate test");
    }

    private static Oid head(Built built) {
        return built.head().orElseThrow();
    }

    private static Oid oid(int number) {
        return new Oid(String.format(java.util.Locale.ROOT, "%040x", number));
    }
}
