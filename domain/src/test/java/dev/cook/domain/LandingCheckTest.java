package dev.cook.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.LandingCheck.Facts;
import dev.cook.domain.LandingCheck.Mark;
import dev.cook.domain.LandingCheck.Needed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LandingCheckTest {
    private static final Oid TIP = new Oid("a".repeat(40));
    private static final List<GateRunState> STATES = List.of(GateRunState.values());
    private static final BranchName MAIN = new BranchName("main");

    private static Branch branch(BranchState state, Landing landing, Optional<String> waits, Optional<String> hold) {
        return new Branch(
                new BranchId(1),
                new RepoId(1),
                new BranchName("fix"),
                state,
                MAIN,
                landing,
                Optional.empty(),
                TIP,
                "ann",
                state == BranchState.QUEUED ? Optional.of("ben") : Optional.empty(),
                0,
                waits,
                hold,
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty());
    }

    private static Branch branch(BranchState state) {
        return branch(state, Landing.ASK, Optional.empty(), Optional.empty());
    }

    private static Candidate candidate(CandidateState state, boolean planned) {
        return new Candidate(
                new CandidateId(1),
                new RepoId(1),
                new BranchId(1),
                MAIN,
                TIP,
                Optional.empty(),
                TIP,
                List.of(),
                Optional.of(TIP),
                Optional.of(TIP),
                state == CandidateState.CONFLICTING ? List.of("a", "b") : List.of(),
                state,
                1,
                Instant.EPOCH,
                planned ? Optional.of(Instant.EPOCH) : Optional.empty());
    }

    private static GateRun run(String name, GateRunState state, boolean required, boolean outdated) {
        return new GateRun(
                new GateRunId(1),
                new CandidateId(1),
                name,
                1,
                GateKind.COMMAND,
                "{}",
                List.of(),
                List.of(),
                required,
                0,
                60,
                state,
                Optional.of(TIP),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                outdated,
                state.isBad() ? Optional.of("exit status 1") : Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }

    private static List<String> told(Facts facts) {
        return LandingCheck.of(facts).stream()
                .map(check -> check.mark().sign() + " " + check.what())
                .toList();
    }

    @Test
    void eachThingThatIsMissingIsSaidInTheOrderInWhichItComes() {
        assertThat(told(new Facts(
                        branch(BranchState.DONE, Landing.ASK, Optional.empty(), Optional.of("eve: not yet")),
                        Optional.of(candidate(CandidateState.OPEN, true)),
                        List.of(
                                run("test", GateRunState.PASSED, true, false),
                                run("lint", GateRunState.FAILED, false, false),
                                run("docs", GateRunState.SKIPPED, true, false),
                                run("slow", GateRunState.RUNNING, true, false),
                                run("look", GateRunState.WAITING, true, false),
                                run("bad", GateRunState.FAILED, true, false)),
                        List.of(
                                new Needed("team/lib:one", BranchState.LANDED),
                                new Needed("team/lib:two", BranchState.ACTIVE),
                                new Needed("team/lib:three", BranchState.QUEUED)),
                        2)))
                .containsExactly(
                        "✓ the work is done",
                        "✓ gate test passed",
                        "· gate lint failed: exit status 1 (not required)",
                        "✓ gate docs skipped",
                        "… gate slow is running",
                        "✗ gate look needs an answer",
                        "✗ gate bad failed: exit status 1",
                        "✓ needs team/lib:one, which landed",
                        "✗ needs team/lib:two, which is not queued yet",
                        "… needs team/lib:three, which is queued",
                        "✗ held by eve: not yet",
                        "✗ someone with the land role has to land it on main",
                        "· 2 open comments");
    }

    @Test
    void aBranchAtWorkOneThatConflictsAndOneThatHasEnded() {
        assertThat(told(new Facts(branch(BranchState.ACTIVE), Optional.empty(), List.of(), List.of(), 1)))
                .containsExactly(
                        "… the work is not done yet",
                        "✗ someone with the land role has to land it on main",
                        "· 1 open comment");
        assertThat(told(new Facts(
                        branch(BranchState.QUEUED),
                        Optional.of(candidate(CandidateState.CONFLICTING, false)),
                        List.of(),
                        List.of(),
                        0)))
                .containsExactly("✓ the work is done", "✗ conflicts with main in a, b", "✓ queued for main by ben");
        assertThat(told(new Facts(
                        branch(BranchState.DONE, Landing.AUTO, Optional.of("push again"), Optional.empty()),
                        Optional.of(candidate(CandidateState.OPEN, false)),
                        List.of(),
                        List.of(),
                        0)))
                .containsExactly(
                        "✓ the work is done",
                        "… Cook reads its gates",
                        "✓ lands on main automatically",
                        "✗ needs attention: push again");
        assertThat(told(new Facts(
                        branch(BranchState.ACTIVE, Landing.AUTO, Optional.of("which port?"), Optional.empty()),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        0)))
                .containsExactly("✗ needs attention: which port?", "✓ lands on main automatically");
        assertThat(told(new Facts(
                        branch(BranchState.DONE, Landing.AUTO, Optional.of("gate look"), Optional.empty()),
                        Optional.of(candidate(CandidateState.OPEN, true)),
                        List.of(run("look", GateRunState.WAITING, true, false)),
                        List.of(),
                        0)))
                .containsExactly("✓ the work is done", "✗ gate look needs an answer", "✓ lands on main automatically");
        assertThat(told(new Facts(branch(BranchState.LANDED), Optional.empty(), List.of(), List.of(), 3)))
                .isEmpty();
    }

    /** The list never says something else of the gates than what decides about the landing. */
    @Test
    void theGatesAreMissingExactlyIfTheirReadinessSaysSo() {
        Random random = new Random(4);
        for (int round = 0; round < 3_000; round++) {
            List<GateRun> runs = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                runs.add(run(
                        "g" + i,
                        STATES.get(random.nextInt(STATES.size())),
                        random.nextBoolean(),
                        random.nextInt(4) == 0));
            }
            Candidate candidate = candidate(CandidateState.OPEN, random.nextInt(10) > 0);
            List<Mark> marks =
                    LandingCheck.of(new Facts(branch(BranchState.QUEUED), Optional.of(candidate), runs, List.of(), 0))
                            .stream()
                            .map(LandingCheck::mark)
                            .toList();
            boolean passed = marks.stream().noneMatch(mark -> mark == Mark.MISSING || mark == Mark.RUNNING);
            Readiness readiness = Readiness.of(candidate, runs);
            assertThat(passed).as("%s", runs).isEqualTo(readiness instanceof Readiness.Passed);
            if (readiness instanceof Readiness.Pending) {
                assertThat(marks).as("%s", runs).contains(Mark.RUNNING);
            }
            if (readiness instanceof Readiness.Failed || readiness instanceof Readiness.Waiting) {
                assertThat(marks).as("%s", runs).contains(Mark.MISSING).doesNotContain(Mark.RUNNING);
            }
        }
    }
}
