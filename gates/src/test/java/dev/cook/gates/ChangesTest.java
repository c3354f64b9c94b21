package dev.cook.gates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.CandidateId;
import dev.cook.domain.CandidateState;
import dev.cook.domain.ContentKey;
import dev.cook.domain.Oid;
import dev.cook.domain.RepoId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** For which candidates an answer counts again. */
class ChangesTest {
    private static final Oid BUILT = new Oid("1".repeat(40));
    private static final Oid TIP = new Oid("b".repeat(40));
    private static final Oid OTHER_TIP = new Oid("c".repeat(40));

    private final List<ContentKey> said = keys("main", TIP, BUILT, "1");

    @Test
    void theSameBranchOnAnotherTargetTipIsTheSameWhateverElseChangedInItsFiles() {
        assertThat(keys("main", TIP, BUILT, "2")).containsAnyElementsOf(said);
    }

    @Test
    void theSameChangesInOtherCommitsAreTheSame() {
        assertThat(keys("main", OTHER_TIP, BUILT, "1")).containsAnyElementsOf(said);
    }

    @Test
    void anotherBranchTipWithOtherChangesIsAnotherThing() {
        assertThat(keys("main", OTHER_TIP, BUILT, "2")).doesNotContainAnyElementsOf(said);
    }

    @Test
    void whatAGateMadeOfTheSameBranchIsTheSameOnlyIfItChangesTheSame() {
        Oid made = new Oid("2".repeat(40));
        assertThat(keys("main", TIP, made, "2")).doesNotContainAnyElementsOf(said);
        assertThat(keys("main", TIP, made, "1")).containsAnyElementsOf(said);
    }

    @Test
    void whatIsSaidForOneTargetIsNotSaidForAnother() {
        assertThat(keys("release", TIP, BUILT, "1")).doesNotContainAnyElementsOf(said);
    }

    private static List<ContentKey> keys(String target, Oid tip, Oid head, String changes) {
        BranchId branch = new BranchId(1);
        Candidate candidate = new Candidate(
                new CandidateId(1),
                new RepoId(1),
                branch,
                new BranchName(target),
                new Oid("a".repeat(40)),
                Optional.empty(),
                tip,
                List.of(new Candidate.Member(branch, tip, Optional.of(BUILT))),
                Optional.of(BUILT),
                Optional.of(head),
                List.of(),
                CandidateState.OPEN,
                3,
                Instant.EPOCH,
                Optional.of(Instant.EPOCH));
        return Changes.keys(candidate, head, new Changes.Seen(new ContentKey(changes.repeat(64)), List.of()));
    }
}
