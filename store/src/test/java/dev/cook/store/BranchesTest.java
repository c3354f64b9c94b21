package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BranchesTest {
    private static final Oid ONE = new Oid("a".repeat(40));

    @Test
    void aBranchIsOnItsWayWhileAnAgentWorksOnItOrItWaitsForGatesAndNotForAPerson() {
        try (TestStore test = TestStore.open()) {
            Repo repo = test.repo("thing");
            begin(test, repo, "idle");
            Branch worked = begin(test, repo, "worked");
            Session session = test.store().write(tx -> tx.sessions()
                    .want(worked.id(), tx.environments().wantForSession(worked, "local"), "demo", Allowance.UNLIMITED));
            Branch queued = begin(test, repo, "queued");
            test.store().change(tx -> tx.branches().markQueued(queued.id(), "ann"));
            Branch stuck = begin(test, repo, "stuck");
            test.store().change(tx -> {
                tx.branches().markQueued(stuck.id(), "ann");
                tx.branches().waitFor(stuck.id(), "somebody");
            });
            begin(test, test.repo("elsewhere"), "worked");

            assertThat(onTheirWay(test, repo))
                    .containsExactlyInAnyOrder(
                            worked.name().ref(), queued.name().ref());

            test.store().change(tx -> tx.sessions().end(session.id(), SessionState.ENDED, "done"));
            test.store().change(tx -> tx.refs()
                    .move(repo.id(), List.of(RefChange.delete(queued.name().ref(), ONE, "x")), "ann"));
            assertThat(onTheirWay(test, repo)).isEmpty();
        }
    }

    @Test
    void aBranchGoesOnlyWhereItsLifeCycleHasAnArrow() {
        try (TestStore test = TestStore.open()) {
            Store store = test.store();
            Branch branch = begin(test, test.repo("thing"), "fix");

            assertThatThrownBy(() -> store.change(tx -> tx.branches().markLanded(branch.id(), ONE)))
                    .hasMessage("branch " + branch.id() + " cannot become landed from active");
            store.change(tx -> tx.branches().markActive(branch.id()));
            store.change(tx -> tx.branches().markQueued(branch.id(), "ann"));
            store.change(tx -> tx.branches().assign(branch.id(), new Branch.Task("demo", "again", Optional.empty())));
            store.change(tx -> tx.branches().markQueued(branch.id(), "ann"));
            store.change(tx -> tx.branches().markLanded(branch.id(), ONE));
            assertThatThrownBy(() -> store.change(tx -> tx.branches().markActive(branch.id())))
                    .hasMessage("branch " + branch.id() + " cannot become active from landed");
            assertThat(test.maybe(tx -> tx.branches().get(branch.id())).orElseThrow())
                    .satisfies(landed -> {
                        assertThat(landed.landedAs()).contains(ONE);
                        assertThat(landed.task().orElseThrow().prompt()).isEqualTo("again");
                        assertThat(landed.task().orElseThrow().environment()).isEmpty();
                    });
        }
    }

    private static List<String> onTheirWay(TestStore test, Repo repo) {
        return test.list(tx -> List.copyOf(tx.branches().onTheirWay(repo.id()).keySet()));
    }

    private static Branch begin(TestStore test, Repo repo, String name) {
        return test.store().write(tx -> {
            BranchName branch = new BranchName(name);
            tx.refs().move(repo.id(), List.of(RefChange.create(branch.ref(), ONE, "push")), "ann");
            return tx.branches()
                    .start(repo.id(), branch, repo.defaultBranch(), Landing.ASK, Optional.empty(), ONE, "ann");
        });
    }

    @Test
    void branchesFromBeforeFormsWereNumberedWereStartedByNone() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("40", """
                INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ada', now());
                INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                VALUES (1, 'fix', 'active', 'main', 'ask', decode(repeat('11', 20), 'hex'), 'ada', now(), now()),
                       (1, 'mend', 'active', 'main', 'ask', decode(repeat('11', 20), 'hex'), 'ada', now(), now());
                """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC())) {
            store.change(tx -> tx.branches().rememberStart(new BranchId(1), "key"));

            Optional<Branch> found = store.read(tx -> tx.branches().startedWith("ada", "key"));
            assertThat(found)
                    .hasValueSatisfying(
                            branch -> assertThat(branch.name().value()).isEqualTo("fix"));
        }
    }
}
