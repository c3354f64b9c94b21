package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.ContentKey;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.Repo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateRunsTest {
    private static final Oid BASE = new Oid("a".repeat(40));
    private static final Oid TIP = new Oid("b".repeat(40));
    private static final Oid MERGED = new Oid("c".repeat(40));
    private static final ContentKey KEY = new ContentKey("1".repeat(64));

    private final TestStore test = TestStore.open();
    private final Repo repo = test.repo("thing");

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void onlyAPassOfItsOwnThatWasNoFlakeAnswersForOthersAndOnlyInItsRepository() {
        CandidateId one = candidate(repo, "one", 0, Optional.empty());
        GateRunId failed = ran(one, GateRunState.FAILED);
        GateRunId flake = ran(one, GateRunState.PASSED);
        test.store().change(tx -> tx.gateRuns().markFlake(flake));
        assertThat(answer(repo)).isEmpty();

        GateRunId passed = ran(one, GateRunState.PASSED);
        GateRunId answered = test.store().write(tx -> {
            GateRunId id = tx.gateRuns().queue(one, gate());
            tx.gateContents().markKey(id, KEY);
            tx.gateContents().answer(id, MERGED, passed, "the same");
            return id;
        });

        assertThat(answer(repo)).contains(passed).isNotEqualTo(Optional.of(failed));
        assertThat(test.maybe(tx -> tx.gateRuns().get(answered)).orElseThrow())
                .extracting(GateRun::state, GateRun::answeredBy)
                .containsExactly(GateRunState.PASSED, Optional.of(passed));
        assertThat(answer(test.repo("elsewhere"))).isEmpty();
    }

    @Test
    void whatIsAskedForAnewStaysSoAfterALostEnvironmentButNotAfterAFailure() {
        CandidateId one = candidate(repo, "one", 0, Optional.empty());
        test.store().change(tx -> {
            GateRunId fresh = tx.gateRuns().queue(one, gate(), true);
            assertThat(tx.gateContents().isFresh(fresh)).isTrue();
            tx.gateRuns().end(fresh, GateRunState.BROKEN, "lost");
            GateRunId again = tx.gateRuns().queue(one, gate());
            assertThat(tx.gateContents().isFresh(again)).isTrue();
            tx.gateRuns().end(again, GateRunState.FAILED, "no");
            assertThat(tx.gateContents().isFresh(tx.gateRuns().queue(one, gate())))
                    .isFalse();
        });
    }

    @Test
    void aClosedCandidateLeavesWhatRunsAndTellsWhetherAnotherWaitsForIt() {
        CandidateId one = candidate(repo, "one", 0, Optional.empty());
        GateRunId running = begun(one);
        test.store().change(tx -> {
            GateRunId queued = tx.gateRuns().queue(one, PlannedGate.command("other", List.of("true"), 1));
            tx.candidates().close(one, CandidateState.STALE);
            tx.gateRuns().cancelOpen(one, "the branch moved");
            assertThat(tx.gateRuns().get(queued).orElseThrow().state()).isEqualTo(GateRunState.CANCELLED);
        });
        assertThat(test.list(tx -> tx.gateContents().leftovers()))
                .singleElement()
                .satisfies(left -> assertThat(left.awaited()).isFalse())
                .satisfies(left -> assertThat(left.keyed()).isTrue())
                .extracting(GateContents.Leftover::id)
                .isEqualTo(running);

        CandidateId two = candidate(repo, "two", 0, Optional.empty());
        test.store().change(tx -> tx.gateContents().markKey(tx.gateRuns().queue(two, gate()), KEY));

        assertThat(test.list(tx -> tx.gateContents().leftovers()))
                .singleElement()
                .satisfies(left -> assertThat(left.awaited()).isTrue());
        assertThat(test.maybe(tx -> tx.gateContents().running(repo.id(), KEY)).map(GateRun::id))
                .contains(running);
    }

    @Test
    void aRunWhoseEnvironmentCannotBeMadeKeepsOnlyOthersOfThatPlaceWaiting() {
        CandidateId one = candidate(repo, "one", 0, Optional.empty());
        Branch branch = test.maybe(tx -> tx.branches().latest(repo.id(), new BranchName("one")))
                .orElseThrow();
        EnvironmentId environment = test.store().write(tx -> {
            EnvironmentId wanted = tx.environments().wantForGate(branch, "far", TIP);
            tx.gateRuns().markRunning(tx.gateRuns().queue(one, gate()), TIP, wanted);
            return wanted;
        });
        assertThat(ahead("local")).isEqualTo(1);

        Subject subject =
                Subject.of(test.maybe(tx -> tx.environments().get(environment)).orElseThrow());
        test.store().isolation(Subject.ENVIRONMENTS).attempt("look after its environment", subject, () -> {
            throw new WorkFailed("the machine is down");
        });

        assertThat(ahead("local")).isZero();
        assertThat(ahead("far")).isEqualTo(1);
        test.store().change(tx -> {
            tx.environments().markLaunched(environment, "SHA256:x", "ssh-ed25519 AAAA", Optional.empty());
            tx.environments().markReady(environment);
        });
        assertThat(ahead("local")).as("it runs, whatever else fails").isEqualTo(1);
    }

    private int ahead(String made) {
        return test.store().read(tx -> tx.gateRuns().ahead(made));
    }

    @Test
    void candidatesStandInLineAsTheyWouldLand() {
        CandidateId behind = candidate(repo, "late", 0, Optional.empty());
        CandidateId urgent = candidate(repo, "urgent", 5, Optional.empty());
        CandidateId onTop = candidate(repo, "top", 9, Optional.of(behind));

        assertThat(line()).containsExactly(urgent, behind, onTop);
        assertThat(test.list(tx -> tx.candidates().inLine()))
                .extracting(Candidates.InLine::next)
                .containsExactly(true, true, false);

        test.store().change(tx -> tx.candidates().close(behind, CandidateState.LANDED));
        assertThat(line()).containsExactly(onTop, urgent);
    }

    private List<CandidateId> line() {
        return test.list(tx -> tx.candidates().inLine()).stream()
                .map(inLine -> inLine.candidate().id())
                .toList();
    }

    private Optional<GateRunId> answer(Repo in) {
        return test.maybe(tx -> tx.gateContents().passed(in.id(), KEY)).map(GateRun::id);
    }

    private static PlannedGate gate() {
        return PlannedGate.command("test", List.of("true"), 1);
    }

    private GateRunId begun(CandidateId candidate) {
        return test.store().write(tx -> {
            Branch branch = tx.branches()
                    .get(tx.candidates().get(candidate).orElseThrow().branch())
                    .orElseThrow();
            GateRunId id = tx.gateRuns().queue(candidate, gate());
            tx.gateContents().markKey(id, KEY);
            tx.gateRuns().markRunning(id, MERGED, tx.environments().wantForGate(branch, "local", MERGED));
            return id;
        });
    }

    private GateRunId ran(CandidateId candidate, GateRunState as) {
        GateRunId id = begun(candidate);
        test.store().change(tx -> tx.gateRuns().end(id, as, "so"));
        return id;
    }

    private CandidateId candidate(Repo in, String name, int priority, Optional<CandidateId> on) {
        return test.store().write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            in.id(),
                            new BranchName(name),
                            in.defaultBranch(),
                            Landing.AUTO,
                            Optional.empty(),
                            TIP,
                            "ann");
            tx.branches().markQueued(branch.id(), "ann");
            tx.queues().setPriority(branch.id(), priority);
            CandidateId id = tx.candidates()
                    .open(branch, BASE, on, List.of(new Candidate.Member(branch.id(), TIP, Optional.of(MERGED))));
            tx.candidates().markPlanned(id, 3);
            return id;
        });
    }
}
