package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.BranchState;
import dev.cook.domain.CandidateId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.SessionId;
import dev.cook.domain.event.BranchFact;
import dev.cook.domain.event.SessionFact;
import dev.cook.store.BranchLists.Scope;
import dev.cook.store.BranchLists.Waiting;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BranchListsTest {
    private static final Oid TIP = new Oid("1".repeat(40));

    private final TestStore test = TestStore.open();
    private final Store store = test.store();
    private final Repo tea = test.repo("tea");
    private final Repo cup = test.repo("cup");

    @AfterEach
    void end() {
        test.close();
    }

    private Branch branch(Repo repo, String name, String prompt, String by) {
        return store.write(tx -> tx.branches()
                .start(
                        repo.id(),
                        new BranchName(name),
                        repo.defaultBranch(),
                        Landing.ASK,
                        Optional.of(new Branch.Task("claude", prompt, Optional.empty())),
                        TIP,
                        by));
    }

    private static Scope scope(Repo... repos) {
        return new Scope(List.of(repos).stream().map(Repo::id).toList(), Optional.empty());
    }

    private List<String> found(Scope scope, String text, BranchState... states) {
        return names(store.read(tx -> tx.branchLists().found(scope, text, List.of(states), 0, 10)));
    }

    private List<String> names(List<BranchId> ids) {
        return store.read(tx -> tx.overview().lines(ids)).stream()
                .map(line -> line.branch().name().value())
                .toList();
    }

    @Test
    void branchesAreFoundByTheBeginningsOfWordsInNameAndPrompt() {
        branch(tea, "fix/flaky-test", "Mend the Kettle's lid; it leaks 100%", "ann");
        branch(tea, "lid", "", "bob");
        branch(cup, "other", "kettle", "ann");

        assertThat(found(scope(tea), "flak")).containsExactly("fix/flaky-test");
        assertThat(found(scope(tea), "KETTLE leak")).containsExactly("fix/flaky-test");
        assertThat(found(scope(tea), "lid")).as("the newest first").containsExactly("lid", "fix/flaky-test");
        assertThat(found(scope(tea, cup), "kettle")).containsExactly("other", "fix/flaky-test");
        assertThat(found(new Scope(scope(tea, cup).repos(), Optional.of("bob")), "lid"))
                .containsExactly("lid");
        assertThat(found(scope(tea), "lid", BranchState.LANDED)).isEmpty();
        assertThat(found(scope(tea), "kettles")).isEmpty();
        assertThat(found(scope(), "lid")).isEmpty();
        for (String odd : List.of("'", "lid & !x | (", "a:*b", "\\", "<->", "%", "", "\u202e", "; DROP TABLE branch")) {
            assertThat(found(scope(tea), odd)).as(odd).doesNotContain("fix/flaky-test");
        }
    }

    @Test
    void whatWaitsSaysForWhomAndWhetherAnAgentAsks() {
        Branch asks = waits("asks", "ann", "claude asks: which pot?");
        store.change(
                tx -> tx.events().append(tea.id(), asks.id(), new SessionFact.Asked(new SessionId(1), "which pot?")));
        Branch fails = waits("fails", "bob", "gate test failed");
        store.change(tx -> tx.branches().addHand(fails.id(), "ann"));
        Branch told = waits("told", "bob", "the agent ended without pushing anything");
        store.change(tx -> {
            tx.events().append(tea.id(), told.id(), new SessionFact.Asked(new SessionId(2), "which pot?"));
            tx.events().append(tea.id(), told.id(), new BranchFact.Waited("the agent ended"));
        });
        Branch ready = branch(tea, "ready", "x", "bob");
        store.change(tx -> {
            CandidateId candidate = tx.candidates().open(ready, TIP, TIP, TIP);
            tx.candidates().markPlanned(candidate, 3);
            tx.branches().markDone(ready.id());
        });

        assertThat(waiting(List.of(tea.id())))
                .containsExactly(
                        new Waiting(asks.id(), false, true, true),
                        new Waiting(fails.id(), false, false, true),
                        new Waiting(told.id(), false, false, false),
                        new Waiting(ready.id(), true, false, false));
        assertThat(waiting(List.of()))
                .as("nobody is told to land what they may not land")
                .extracting(Waiting::branch)
                .doesNotContain(ready.id());
    }

    private List<Waiting> waiting(List<RepoId> landable) {
        return store.read(tx -> tx.branchLists().waiting(scope(tea), landable, "ann"));
    }

    private Branch waits(String name, String by, String what) {
        Branch branch = branch(tea, name, "x", by);
        store.change(tx -> tx.branches().waitFor(branch.id(), what));
        return branch;
    }

    @Test
    void listsGoOnFromPageToPageWithoutGapsOverAllRepositories() {
        for (int i = 0; i < 7; i++) {
            Branch branch = branch(i % 2 == 0 ? tea : cup, "b" + i, "x", "ann");
            store.change(tx -> {
                tx.branches().markQueued(branch.id(), "ann");
                tx.branches().markLanded(branch.id(), TIP);
            });
        }
        Branch queued = branch(tea, "queued", "x", "bob");
        store.change(tx -> tx.branches().markQueued(queued.id(), "bob"));

        assertThat(names(store.read(tx -> tx.branchLists().landed(scope(tea, cup), 0, 3))))
                .containsExactly("b6", "b5", "b4");
        assertThat(names(store.read(tx -> tx.branchLists().landed(scope(tea, cup), 3, 3))))
                .containsExactly("b3", "b2", "b1");
        assertThat(names(store.read(tx -> tx.branchLists().landed(scope(cup), 0, 10))))
                .containsExactly("b5", "b3", "b1");
        assertThat(names(store.read(tx -> tx.branchLists().queued(scope(tea, cup)))))
                .containsExactly("queued");
        assertThat(names(store.read(
                        tx -> tx.branchLists().queued(new Scope(scope(tea, cup).repos(), Optional.of("ann"))))))
                .isEmpty();
    }

    @Test
    void branchesFromBeforeTheSearchAreFound() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("41", """
                INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ada', now());
                INSERT INTO branch (repo_id, name, state, target, landing, agent, prompt, started_from, started_by, created_at, changed_at)
                VALUES (1, 'fix', 'active', 'main', 'ask', 'claude', repeat('kettle ', 100000), decode(repeat('11', 20), 'hex'), 'ada', now(), now());
                """);
        try (Store old = Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC())) {
            List<BranchId> found = old.read(tx -> tx.branchLists()
                    .found(new Scope(List.of(new RepoId(1)), Optional.empty()), "kett", List.of(), 0, 10));
            assertThat(found).containsExactly(new BranchId(1));
        }
    }
}
