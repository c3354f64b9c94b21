package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.Oid;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What branches that are on their way keep when a server is upgraded in the middle. */
class WaitingBranchesTest {
    private static final BranchId WAITS = new BranchId(1);
    private static final BranchId RUNS = new BranchId(2);
    private static final Oid TIP = new Oid("cd".repeat(20));
    private static final Oid NONE = new Oid("0".repeat(40));

    private static TestDatabase before(String version, String rows) {
        return TestDatabase.ofVersion(version, """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, waits_for, created_at, changed_at)
                    SELECT repo_id, b.name, 'done', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', b.waits, now(), now()
                    FROM repo, (VALUES ('waits', 'the target branch main does not exist; push main first'), ('runs', NULL)) b (name, waits);
                    """, rows);
    }

    private static Store open(TestDatabase database) {
        return Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC());
    }

    @Test
    void whatWaitedBeforeTipsWereKeptWaitsOnForAPersonAndCanWaitForATarget() {
        try (Store store = open(before("26", ""))) {
            Branch waits = store.read(tx -> tx.branches().get(WAITS)).orElseThrow();
            assertThat(waits.waitsFor()).contains("the target branch main does not exist; push main first");
            assertThat(waitsOn(store, WAITS))
                    .as("nobody knows of which tip that was so")
                    .isEmpty();
            assertThat(store.read(tx -> tx.branches().get(RUNS)).orElseThrow().waitsFor())
                    .isEmpty();

            store.change(tx -> tx.branches().waitForTarget(WAITS, "no target", NONE));
            assertThat(waitsOn(store, WAITS)).contains(NONE);
            store.change(tx -> tx.branches().waitOn(WAITS, TIP));
            assertThat(waitsOn(store, WAITS)).contains(TIP);
            store.change(tx -> {
                tx.branches().waitOn(RUNS, TIP);
                tx.branches().waitFor(RUNS, "a person");
            });
            assertThat(waitsOn(store, RUNS)).as("a person is no target").isEmpty();
            store.change(tx -> tx.branches().stopWaiting(WAITS));
            assertThat(waitsOn(store, WAITS)).isEmpty();
        }
    }

    @Test
    void whoToldAnAgentSomethingBeforeHandsWereKeptHasAHandInItsBranch() {
        try (Store store = open(before("28", """
                INSERT INTO event (at, type, repo_id, branch_id, data)
                SELECT now() - interval '1 hour' * e.n, e.type, 1, e.branch, e.data::jsonb FROM (VALUES
                    (1, 'session.told', 1, '{"by": "ben", "session": "1"}'),
                    (2, 'session.told', 1, '{"by": "cleo", "session": "1"}'),
                    (3, 'session.told', 1, '{"by": "ben", "session": "1"}'),
                    (4, 'session.told', 2, '{"session": "2"}'),
                    (5, 'session.told', NULL, '{"by": "dan"}'),
                    (6, 'branch.started', 2, '{"by": "eve"}')) e (n, type, branch, data);
                """))) {
            List<String> hands = store.read(tx -> tx.branches().hands(WAITS));
            assertThat(hands).as("the first who did so comes first").containsExactly("ben", "cleo");
            assertThat(store.read(tx -> tx.branches().hands(RUNS)).size())
                    .as("who pushes is known from the log of refs")
                    .isZero();
            assertThat(store.write(tx -> tx.branches().addHand(WAITS, "ben")).booleanValue())
                    .as("that is no news")
                    .isFalse();
            assertThat(store.write(tx -> tx.branches().addHand(RUNS, "ben")).booleanValue())
                    .isTrue();
        }
    }

    private static Optional<Oid> waitsOn(Store store, BranchId id) {
        return store.read(tx -> tx.branches().waitsOn(id));
    }
}
