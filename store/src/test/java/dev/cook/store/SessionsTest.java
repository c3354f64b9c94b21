package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Allowance;
import dev.cook.domain.Autosave;
import dev.cook.domain.AutosaveRef;
import dev.cook.domain.Branch;
import dev.cook.domain.BranchName;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Landing;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.Revision;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Oid ONE = new Oid("a".repeat(40));
    private static final Oid TWO = new Oid("b".repeat(40));
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void sessionsFromBeforeAutosavesWereNeverLostAndCanGoOn() throws Exception {
        TestDatabase database = TestDatabase.ofVersion("3", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                    SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, created_at, gone_at)
                    SELECT repo_id, branch_id, 'session', 'local', 'gone', now(), now() FROM branch;
                    INSERT INTO session (branch_id, environment_id, agent, agent_session, state, reason, created_at, ended_at)
                    SELECT branch_id, environment_id, 'demo', gen_random_uuid(), 'lost', 'why', now(), now() FROM environment;
                    """);
        try (Store store = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            Session lost = store.read(tx -> tx.sessions().get(new SessionId(1))).orElseThrow();
            assertThat(lost.losses()).isZero();
            assertThat(lost.state()).isEqualTo(SessionState.LOST);
            Branch branch = store.read(tx -> tx.branches().get(lost.branch())).orElseThrow();
            EnvironmentId next = store.write(tx -> tx.environments().wantForSession(branch, "local"));
            assertThat(store.write(tx -> tx.sessions().resume(lost.id(), next)).booleanValue())
                    .isTrue();
            Session resumed = store.read(tx -> tx.sessions().alive(branch.id())).orElseThrow();
            assertThat(resumed.environment()).isEqualTo(next);
            assertThat(resumed.agentSession()).isEqualTo(lost.agentSession());
            assertThat(resumed.reason()).isEmpty();
        }
    }

    @Test
    void lossesAreCountedInARowAndAnAliveSessionIsNotResumed() {
        try (TestStore test = TestStore.open()) {
            Session session = session(test);
            Store store = test.store();
            assertThat(store.write(tx -> tx.sessions().countLoss(session.id())).intValue())
                    .isEqualTo(1);
            assertThat(store.write(tx -> tx.sessions().countLoss(session.id())).intValue())
                    .isEqualTo(2);
            store.change(tx -> tx.sessions().forgetLosses(session.id()));
            assertThat(store.write(tx -> tx.sessions().countLoss(session.id())).intValue())
                    .isEqualTo(1);
            assertThat(store.write(tx -> tx.sessions().resume(session.id(), session.environment()))
                            .booleanValue())
                    .isFalse();
        }
    }

    @Test
    void whatAnAgentCallsItsConversationIsKnownOnceItSaidSo() {
        try (TestStore test = TestStore.open()) {
            Session session = session(test);
            assertThat(test.maybe(tx -> tx.sessions().conversation(session.id())))
                    .isEmpty();
            for (String name : List.of("one", "another")) {
                test.store().change(tx -> tx.sessions().converse(session.id(), name));
                assertThat(test.maybe(tx -> tx.sessions().conversation(session.id())))
                        .contains(name);
            }
        }
    }

    @Test
    void whatNixCallsAConfigurationIsNotedOnceAndOnlyWhereThereIsOne() {
        String hash = "sha256-" + "A".repeat(43) + "=";
        try (TestStore test = TestStore.open()) {
            EnvironmentId id = session(test).environment();
            test.store().change(tx -> tx.environments().hash(id, hash));
            assertThat(test.maybe(tx -> tx.environments().configuration(id))).isEmpty();
            Revision revision = new Revision("/dots", ONE.hex(), Optional.empty());
            test.store().change(tx -> tx.environments().configure(id, revision));
            assertThat(test.maybe(tx -> tx.environments().configuration(id))).contains(revision);
            test.store().change(tx -> tx.environments().hash(id, hash));
            test.store().change(tx -> tx.environments().hash(id, hash.replace('A', 'B')));
            assertThat(test.maybe(tx -> tx.environments().configuration(id)))
                    .contains(new Revision("/dots", ONE.hex(), Optional.of(hash)));
        }
    }

    @Test
    void theLastSaveIsKnownWithItsTimeAndIsNoVisibleRef() {
        try (TestStore test = TestStore.open(Clock.fixed(NOON, ZoneOffset.UTC))) {
            Session session = session(test);
            Branch branch =
                    test.maybe(tx -> tx.branches().get(session.branch())).orElseThrow();
            String ref = AutosaveRef.of(session.id());
            assertThat(test.maybe(tx -> tx.refs().autosave(branch.repo(), session.id())))
                    .isEmpty();
            test.store()
                    .change(tx -> tx.refs().move(branch.repo(), List.of(RefChange.create(ref, ONE, "push")), "env"));
            test.store().change(tx -> tx.refs()
                    .move(branch.repo(), List.of(RefChange.update(ref, ONE, TWO, "push")), "env"));
            assertThat(test.maybe(tx -> tx.refs().autosave(branch.repo(), session.id())))
                    .contains(new Autosave(TWO, NOON));
            assertThat(test.list(tx -> tx.refs().visible(branch.repo())))
                    .noneMatch(row -> row.name().equals(ref));
            assertThat(test.list(tx -> List.copyOf(tx.refs().autosaves(branch.repo(), List.of(ONE, TWO)))))
                    .as("an earlier save is nobody's to fetch")
                    .containsExactly(TWO);
            assertThat(test.list(tx -> List.copyOf(tx.refs().fossils(branch.repo(), List.of(ONE, TWO)))))
                    .isEmpty();
        }
    }

    private static Session session(TestStore test) {
        Repo repo = test.repo("thing");
        return test.store().write(tx -> {
            Branch branch = tx.branches()
                    .start(
                            repo.id(),
                            new BranchName("fix"),
                            repo.defaultBranch(),
                            Landing.ASK,
                            Optional.empty(),
                            ONE,
                            "ann");
            return tx.sessions()
                    .want(branch.id(), tx.environments().wantForSession(branch, "local"), "demo", Allowance.UNLIMITED);
        });
    }
}
