package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.AccountId;
import dev.cook.domain.AccountName;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchLook;
import dev.cook.domain.BranchName;
import dev.cook.domain.CodePlace;
import dev.cook.domain.GateFinding;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Landing;
import dev.cook.domain.LineRange;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.ReviewComment;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Comments on changes, and what people have reviewed. */
class ReviewCommentsTest {
    private static final Oid TIP = new Oid("b".repeat(40));
    private static final Oid BASE = new Oid("c".repeat(40));
    private static final CodePlace PLACE = new CodePlace(TIP, "brew.py", new LineRange(2, 4));

    private final TestStore test = TestStore.open();
    private final Repo repo = test.repo("thing");
    private final AccountId ann = account("ann");
    private final AccountId bob = account("bob");
    private final BranchId fix = test.store().write(tx -> tx.branches()
            .start(repo.id(), new BranchName("fix"), repo.defaultBranch(), Landing.ASK, Optional.empty(), TIP, "ann")
            .id());

    @AfterEach
    void close() {
        test.close();
    }

    private AccountId account(String name) {
        return test.store().write(tx -> tx.accounts()
                .create(new AccountName(name), false, false)
                .orElseThrow()
                .id());
    }

    private int draft(AccountId author, String text) {
        return test.store().write(tx -> tx.reviewComments().draft(fix, author, false, PLACE, "code", text));
    }

    private List<String> seenBy(AccountId reader) {
        return test.list(tx -> tx.reviewComments().of(fix, reader)).stream()
                .map(comment -> comment.number() + " " + comment.by() + " "
                        + comment.state().word() + " " + comment.text())
                .toList();
    }

    @Test
    void aDraftIsSeenByItsAuthorUntilItIsSent() {
        draft(ann, "one");
        draft(bob, "two");
        draft(ann, "three");

        assertThat(seenBy(ann)).containsExactly("1 ann draft one", "3 ann draft three");
        assertThat(seenBy(bob)).containsExactly("2 bob draft two");
        assertThat(test.list(tx -> tx.reviewComments().sent(fix))).isEmpty();

        test.store().change(tx -> tx.reviewComments().send(fix, ann));

        assertThat(seenBy(ann)).containsExactly("1 ann open one", "3 ann open three");
        assertThat(seenBy(bob)).containsExactly("1 ann open one", "2 bob draft two", "3 ann open three");
        assertThat(test.list(tx -> tx.reviewComments().sent(fix)))
                .extracting(ReviewComment::place)
                .containsOnly(PLACE);
    }

    @Test
    void aDraftIsRewrittenAndDeletedAndWhatWasSentIsNot() {
        int sent = draft(ann, "one");
        test.store().change(tx -> tx.reviewComments().send(fix, ann));
        int draft = draft(ann, "two");
        test.store().change(tx -> {
            for (int number : List.of(sent, draft)) {
                tx.reviewComments().rewrite(fix, number, "other words");
            }
        });
        assertThat(seenBy(ann)).containsExactly("1 ann open one", "2 ann draft other words");
        test.store().change(tx -> {
            for (int number : List.of(sent, draft)) {
                tx.reviewComments().delete(fix, number);
            }
        });
        assertThat(seenBy(ann)).containsExactly("1 ann open one");
        assertThat(test.store().<Integer>read(tx -> tx.reviewComments().count(fix)))
                .isEqualTo(1);
    }

    @Test
    void whatWasSentIsResolvedAndReopenedAndADraftIsNot() {
        int sent = draft(ann, "one");
        test.store().change(tx -> tx.reviewComments().send(fix, ann));
        int draft = draft(ann, "two");
        test.store().change(tx -> {
            tx.reviewComments().resolve(fix, sent, "bob");
            tx.reviewComments().resolve(fix, draft, "bob");
        });
        assertThat(seenBy(ann)).containsExactly("1 ann resolved one", "2 ann draft two");
        assertThat(test.maybe(tx -> tx.reviewComments().get(fix, sent))
                        .orElseThrow()
                        .resolved())
                .hasValueSatisfying(how -> assertThat(how.by()).isEqualTo("bob"));
        test.store().change(tx -> tx.reviewComments().reopen(fix, sent));
        assertThat(seenBy(bob)).containsExactly("1 ann open one");
    }

    @Test
    void theLastLookOfEachPersonIsKept() {
        test.store().change(tx -> {
            tx.branchLooks().mark(fix, ann, TIP, Optional.empty());
            tx.branchLooks().mark(fix, ann, BASE, Optional.of(TIP));
        });
        assertThat(test.maybe(tx -> tx.branchLooks().of(fix, ann)))
                .map(look -> new BranchLook(look.tip(), look.base(), java.time.Instant.EPOCH))
                .contains(new BranchLook(BASE, Optional.of(TIP), java.time.Instant.EPOCH));
        assertThat(test.maybe(tx -> tx.branchLooks().of(fix, bob))).isEmpty();
    }

    @Test
    void whatGatesFoundBeforeThereWereCommentsIsOpen() {
        TestDatabase database = TestDatabase.ofVersion("39", """
                INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                INSERT INTO candidate (repo_id, branch_id, target, base_id, branch_tip, commit_id, head_id, state, built_at)
                SELECT repo_id, branch_id, 'main', started_from, started_from, started_from, started_from, 'open', now()
                FROM branch;
                INSERT INTO gate_run (candidate_id, name, attempt, argv, timeout_seconds, state, queued_at, started_at,
                                      ended_at, kind, commit_id)
                SELECT candidate_id, gate, attempt, '{}', 60, 'failed', now(), now(), now(), 'agent_review', commit_id
                FROM candidate, (VALUES ('review', 1), ('style', 1), ('review', 2)) AS gates (gate, attempt)
                ORDER BY attempt, gate;
                INSERT INTO gate_verdict (gate_run_id, position, passes, comment, file, line, said_at) VALUES
                    (1, 1, false, 'too loud', 'song', 3, now()), (1, 2, false, 'all of it', NULL, NULL, now()),
                    (2, 1, true, 'fine', 'song', NULL, now()), (3, 1, false, 'still too loud', 'song', 4, now());
                """);
        try (Store old = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            BranchId branch = new BranchId(1);
            assertThat(findings(old, branch))
                    .extracting(finding -> finding.id() + " " + finding.state().word() + " " + finding.gate() + " "
                            + finding.file()
                            + finding.line().map(line -> ":" + line).orElse("") + " "
                            + finding.text())
                    .containsExactly(
                            "1.1 resolved review song:3 too loud",
                            "2.1 open style song fine",
                            "3.1 open review song:4 still too loud");
            GateFinding.Id last = new GateFinding.Id(new GateRunId(3), 1);
            old.change(tx -> tx.gateVerdicts().resolve(last, "ann"));
            assertThat(findings(old, branch).getLast())
                    .satisfies(finding ->
                            assertThat(finding.resolved().orElseThrow().by()).isEqualTo("ann"))
                    .satisfies(finding -> assertThat(finding.repeated()).isFalse());
            old.change(tx -> tx.gateVerdicts().reopen(last));
            assertThat(findings(old, branch).getLast().state()).isEqualTo(ReviewComment.State.OPEN);
        }
    }

    private static List<GateFinding> findings(Store store, BranchId branch) {
        return store.read(tx -> tx.gateVerdicts().findings(branch));
    }
}
