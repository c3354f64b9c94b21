package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.Candidate;
import dev.cook.domain.ContentKey;
import dev.cook.domain.GateAnswer;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.Repo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateAnswersTest {
    private static final Oid TIP = new Oid("b".repeat(40));
    private static final ContentKey ONE = new ContentKey("1".repeat(64));
    private static final ContentKey TWO = new ContentKey("2".repeat(64));
    private static final ContentKey THREE = new ContentKey("3".repeat(64));

    private final TestStore test = TestStore.open();
    private final Repo repo = test.repo("thing");
    private final AccountId ben = account("ben");
    private final AccountId cleo = account("cleo");

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theLastAnswerOfEachAccountCounts() {
        GateRunId run = run("one");
        say(run, "looked-at", List.of(ONE), ben, false, "no");
        say(run, "looked-at", List.of(ONE), cleo, true, "");
        say(run, "looked-at", List.of(ONE), ben, true, "now it is well");

        assertThat(about(run, repo, "looked-at", List.of(ONE)))
                .extracting(GateAnswer::by, GateAnswer::yes, GateAnswer::comment)
                .containsExactly(tuple("cleo", true, ""), tuple("ben", true, "now it is well"));
    }

    @Test
    void anAnswerCountsForOtherRunsOfTheGateAboutTheSameAndForNothingElse() {
        say(run("one"), "looked-at", List.of(ONE, TWO), ben, true, "");
        GateRunId later = run("two");

        assertThat(about(later, repo, "looked-at", List.of(THREE, TWO))).hasSize(1);
        assertThat(about(later, repo, "looked-at", List.of(ONE))).hasSize(1);
        assertThat(about(later, repo, "looked-at", List.of(THREE))).isEmpty();
        assertThat(about(later, repo, "looked-at", List.of())).isEmpty();
        assertThat(about(later, repo, "secure", List.of(ONE))).isEmpty();
        assertThat(about(later, test.repo("elsewhere"), "looked-at", List.of(ONE)))
                .isEmpty();
    }

    @Test
    void anAnswerWithoutKeysIsForItsRunAlone() {
        GateRunId run = run("one");
        say(run, "lab", List.of(), ben, true, "");

        assertThat(about(run, repo, "lab", List.of())).hasSize(1);
        assertThat(about(run("two"), repo, "lab", List.of())).isEmpty();
    }

    @Test
    void whatDecidedARunIsKnownAlsoWhereItWasSaidToAnother() {
        GateRunId first = run("one");
        GateRunId second = run("two");
        say(first, "looked-at", List.of(ONE), ben, true, "");
        List<GateAnswer> answers = about(second, repo, "looked-at", List.of(ONE));
        test.store().change(tx -> tx.gateAnswers().count(second, answers));

        Map<GateRunId, List<GateAnswer>> counted =
                test.store().read(tx -> tx.gateAnswers().counted(List.of(first, second)));
        assertThat(counted).isEqualTo(Map.of(second, answers));
        assertThat(answers.getFirst().run()).isEqualTo(first);
    }

    @Test
    void whatWasSaidIsNotChanged() {
        say(run("one"), "looked-at", List.of(ONE), ben, true, "");

        assertThatThrownBy(() -> {
                    try (var connection = test.connect();
                            var statement = connection.createStatement()) {
                        statement.executeUpdate("UPDATE gate_answer SET yes = false");
                    }
                })
                .hasMessageContaining("append-only");
    }

    private void say(GateRunId run, String gate, List<ContentKey> keys, AccountId who, boolean yes, String comment) {
        test.store()
                .change(tx -> tx.gateAnswers().add(run, repo.id(), gate, keys, who, yes, comment, Optional.empty()));
    }

    private List<GateAnswer> about(GateRunId run, Repo in, String gate, List<ContentKey> keys) {
        return test.list(tx -> tx.gateAnswers().about(run, in.id(), gate, keys));
    }

    private AccountId account(String name) {
        return test.store()
                .write(tx -> tx.accounts()
                        .create(new AccountName(name), false, false)
                        .orElseThrow())
                .id();
    }

    private GateRunId run(String name) {
        return test.store().write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName(name),
                            repo.defaultBranch(),
                            Landing.AUTO,
                            Optional.empty(),
                            TIP,
                            "ann");
            return tx.gateRuns()
                    .queue(
                            tx.candidates()
                                    .open(
                                            branch,
                                            TIP,
                                            Optional.empty(),
                                            List.of(new Candidate.Member(branch.id(), TIP, Optional.of(TIP)))),
                            PlannedGate.command("looked-at", List.of(), 1));
        });
    }
}
