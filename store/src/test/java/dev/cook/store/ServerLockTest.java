package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.domain.Repo;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One server at a time works with a database, the one that has the objects. */
class ServerLockTest {
    /** A lock is looked at every five seconds; this is long enough for a busy machine. */
    private static final int SECONDS = 60;

    private final TestDatabase database = TestDatabase.migrated();
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    /** With patience: PostgreSQL takes a moment to notice that a connection was closed. */
    private ServerLock take() {
        return ServerLock.take(database.login(), lost::complete);
    }

    private static ServerLock.Server server(String id, long pid) {
        return new ServerLock.Server(id, "kitchen.example", pid, "/srv/cook");
    }

    /** Ends the connections that hold locks, as a crash of PostgreSQL or of the network does. */
    private void cut() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                    WHERE application_name = 'cook server lock' AND datname = current_database()
                    """);
        }
    }

    @Test
    void aPoolThatIsLargerThanTheDatabaseAllowsIsRefusedWithTheNumberThatFits() throws Exception {
        TestDatabase database = TestDatabase.migrated();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + connection.getCatalog() + " CONNECTION LIMIT 12");
        }
        try (ServerLock lock = ServerLock.take(database.login(), _ -> {})) {
            lock.requireRoom(10);
            assertThatThrownBy(() -> lock.requireRoom(11))
                    .isInstanceOf(PoolTooLarge.class)
                    .hasMessageContaining("lets in 12 connections, and [database] pool = 11 needs 13")
                    .hasMessageContaining("a pool of at most 10");
        }
    }

    @Test
    void aSecondServerIsRefusedWithTheNameOfTheFirstAndTheWayOut() {
        try (ServerLock first = take()) {
            first.claim(server("0123456789", 4711));

            assertThatThrownBy(() -> ServerLock.take(database.login(), Duration.ZERO, lost::complete))
                    .isInstanceOf(DatabaseInUse.class)
                    .hasMessageContaining("process 4711 on kitchen.example with the data directory /srv/cook")
                    .hasMessageContaining("SELECT pg_terminate_backend(")
                    .hasMessageContaining("[database] url");
        }
        assertThatCode(() -> take().close()).doesNotThrowAnyException();
        assertThat(lost).isNotDone();
    }

    @Test
    void aServerIsRefusedBeforeItTouchesTheSchemaOfAnother() {
        TestDatabase empty = TestDatabase.fresh();
        try (ServerLock _ = ServerLock.take(empty.login(), lost::complete)) {
            assertThatThrownBy(() -> ServerLock.take(empty.login(), Duration.ZERO, lost::complete))
                    .isInstanceOf(DatabaseInUse.class);
        }
    }

    @Test
    void aDatabaseWithoutTheObjectsIsRefused() {
        try (ServerLock first = take()) {
            first.claim(server("0123456789", 1));
        }
        try (ServerLock again = take()) {
            again.requireOwn(server("0123456789", 2));
            again.claim(server("0123456789", 2));
        }
        try (ServerLock other = take()) {
            assertThatThrownBy(() -> other.requireOwn(server("aaaaaaaaaa", 3)))
                    .isInstanceOf(DatabaseInUse.class)
                    .hasMessageContaining("server_id 0123456789")
                    .hasMessageContaining("server_id aaaaaaaaaa")
                    .hasMessageContaining("put its server_id into /srv/cook/server_id");
        }
    }

    /** A database from before servers said who they are belongs to the first that takes it. */
    @Test
    void anOlderDatabaseIsTakenOver() throws Exception {
        TestDatabase old = TestDatabase.ofVersion(
                "22", "INSERT INTO repo (name, refs_at, created_by, created_at) VALUES ('old', now(), 'ann', now())");
        try (ServerLock lock = ServerLock.take(old.login(), lost::complete);
                Store store = Store.open(old.url(), old.user(), old.password(), 2, Clock.systemUTC())) {
            lock.claim(server("0123456789", 1));

            List<Repo> repos = store.read(tx -> tx.repos().list());
            assertThat(repos).hasSize(1);
        }
    }

    @Test
    void aServerWhoseConnectionBrokeTakesTheLockAgain() throws Exception {
        try (ServerLock first = take()) {
            first.claim(server("0123456789", 1));
            cut();

            assertThat(first.tookAgain().get(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> ServerLock.take(database.login(), Duration.ZERO, lost::complete))
                    .isInstanceOf(DatabaseInUse.class);
            assertThat(lost).isNotDone();
        }
    }

    @Test
    void aServerThatLostTheLockToAnotherIsToldToStop() throws Exception {
        try (ServerLock first = take()) {
            first.claim(server("0123456789", 1));
            cut();
            try (ServerLock second = take()) {
                second.claim(server("0123456789", 2));

                assertThat(lost.get(SECONDS, TimeUnit.SECONDS)).contains("process 2 on kitchen.example");
            }
        }
    }

    @Test
    void aServerThatWasAwayWhileAnotherWorkedIsToldToStopToo() throws Exception {
        try (ServerLock first = take()) {
            first.claim(server("0123456789", 1));
            cut();
            try (ServerLock second = take()) {
                second.claim(server("0123456789", 2));
            }

            assertThat(lost.get(SECONDS, TimeUnit.SECONDS)).contains("process 2 on kitchen.example");
        }
    }
}
