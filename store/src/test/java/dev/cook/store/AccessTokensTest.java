package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Allowance;
import dev.cook.domain.Branch;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Secrets;
import dev.cook.domain.Session;
import dev.cook.domain.SessionState;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A bearer belongs to one launch of one session's environment, and to nothing once either is over. */
class AccessTokensTest {
    private static final byte[] FIRST = Secrets.hash("first");
    private static final byte[] SECOND = Secrets.hash("second");

    /** A server whose environments are older than bearers. */
    private static TestDatabase old() {
        return TestDatabase.ofVersion("5", """
                    INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now());
                    INSERT INTO branch (repo_id, name, state, target, landing, started_from, started_by, created_at, changed_at)
                    SELECT repo_id, 'fix', 'active', 'main', 'ask', decode(repeat('ab', 20), 'hex'), 'ann', now(), now() FROM repo;
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, fingerprint, created_at)
                    SELECT repo_id, branch_id, 'session', 'local', 'ready', 'SHA256:old', now() FROM branch;
                    INSERT INTO environment (repo_id, branch_id, purpose, name, state, commit_id, fingerprint, created_at)
                    SELECT repo_id, branch_id, 'gate', 'local', 'ready', decode(repeat('ab', 20), 'hex'), 'SHA256:gate', now() FROM branch;
                    """);
    }

    private static Optional<EnvironmentId> holder(Store store, byte[] hash) {
        return store.read(tx -> tx.environments().byBearer(hash)).map(found -> found.id());
    }

    @Test
    void environmentsFromBeforeBearersHaveNoneAndCanGetOne() throws Exception {
        TestDatabase database = old();
        try (Store store = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            EnvironmentId id = new EnvironmentId(1);
            Branch branch = store.read(tx -> tx.branches()
                    .get(tx.environments().get(id).orElseThrow().branch())
                    .orElseThrow());
            Session session = store.write(tx -> tx.sessions().want(branch.id(), id, "demo", Allowance.UNLIMITED));
            assertThat(holder(store, FIRST)).isEmpty();

            store.change(tx -> tx.environments().giveBearer(id, FIRST));
            assertThat(holder(store, FIRST)).contains(id);

            store.change(tx -> tx.environments().giveBearer(id, SECOND));
            assertThat(holder(store, FIRST)).as("an earlier launch's").isEmpty();
            assertThat(holder(store, SECOND)).contains(id);

            store.change(tx -> tx.sessions().end(session.id(), SessionState.KILLED, "by ann"));
            assertThat(holder(store, SECOND)).as("of a session that is over").isEmpty();
        }
    }

    @Test
    void aBearerEndsWithItsEnvironmentAndAGateGetsNone() throws Exception {
        TestDatabase database = old();
        try (Store store = Store.open(database.url(), database.user(), database.password(), 3, Clock.systemUTC())) {
            EnvironmentId id = new EnvironmentId(1);
            store.change(tx -> {
                tx.sessions().want(tx.environments().get(id).orElseThrow().branch(), id, "demo", Allowance.UNLIMITED);
                tx.environments().giveBearer(id, FIRST);
                tx.environments().giveBearer(new EnvironmentId(2), SECOND);
            });
            assertThat(holder(store, FIRST)).contains(id);
            store.change(tx -> tx.environments().markGone(id, "over"));
            assertThat(holder(store, FIRST)).isEmpty();
        }
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(
                            () -> statement.execute(
                                    "UPDATE environment SET bearer_hash = decode(repeat('cd', 32), 'hex') WHERE purpose = 'gate'"))
                    .hasMessageContaining("check constraint");
            assertThatThrownBy(
                            () -> statement.execute(
                                    "UPDATE environment SET bearer_hash = decode(repeat('cd', 32), 'hex') WHERE state = 'gone'"))
                    .hasMessageContaining("check constraint");
        }
    }
}
