package dev.cook.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work with a database: one server at a time. It is an advisory lock on a connection of its own, so it ends
 * with the process, and no second server declares lost what the first one looks after.
 */
public final class ServerLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLock.class);

    /** Advisory locks belong to one database of a cluster. */
    private static final long KEY = 0x436F6F6B_0002L;

    /** A server that was killed a moment ago still holds it until PostgreSQL has noticed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

    /** How often the connection is looked at: a server without the lock works no longer than that. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** How long PostgreSQL may take to answer such a look. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** This lock's own connection, and the next one while the one before has not ended. */
    private static final int BESIDE_THE_POOL = 2;

    private final DatabaseLogin login;
    private final Consumer<String> lost;
    private final Thread looking;
    private Connection connection;
    private Optional<Server> me = Optional.empty();
    private final CompletableFuture<Boolean> tookAgain = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * A server as others are told of it.
     *
     * @param id of its data directory
     */
    public record Server(String id, String host, long pid, String data) {
        private String told() {
            return "process " + pid + " on " + host + " with the data directory " + data;
        }
    }

    private ServerLock(DatabaseLogin login, Connection connection, Consumer<String> lost) {
        this.login = login;
        this.connection = connection;
        this.lost = lost;
        this.looking = Thread.ofVirtual().name("server lock").unstarted(this::look);
    }

    /**
     * Takes the lock, before anything is read or migrated.
     *
     * @param lost told why, once, when another server took it from this one, which must stop then
     * @throws DatabaseInUse if another server works with the database
     */
    public static ServerLock take(DatabaseLogin login, Consumer<String> lost) {
        return take(login, PATIENCE, lost);
    }

    static ServerLock take(DatabaseLogin login, Duration patience, Consumer<String> lost) {
        try {
            Connection connection = connect(login);
            try {
                long deadline = System.nanoTime() + patience.toNanos();
                while (!tryLock(connection)) {
                    if (System.nanoTime() >= deadline) {
                        throw new DatabaseInUse(
                                "another Cook works with the database " + login.shown() + holder(connection)
                                        + "\n  Stop that one, or give this one a database of its own ([database] url).");
                    }
                    Thread.sleep(BETWEEN_TRIES);
                }
                return new ServerLock(login, connection, lost);
            } catch (SQLException | RuntimeException | InterruptedException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw login.unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it waited for the database", e);
        }
    }

    /**
     * Makes sure that a pool fits: later some of those who wait for a connection would be told that the database is away.
     *
     * @throws PoolTooLarge if the database lets in fewer
     */
    public void requireRoom(int pool) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT least(
                            current_setting('max_connections')::int
                                - current_setting('superuser_reserved_connections')::int
                                - coalesce(current_setting('reserved_connections', true)::int, 0),
                            (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()),
                            (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user))
                        """)) {
            row.next();
            int room = row.getInt(1);
            if (pool + BESIDE_THE_POOL > room) {
                throw new PoolTooLarge("the database " + login.shown() + " lets in " + room
                        + " connections, and [database] pool = " + pool + " needs " + (pool + BESIDE_THE_POOL)
                        + "\n  Set a pool of at most " + (room - BESIDE_THE_POOL)
                        + ", or raise max_connections (or the limit of the user or the database) in PostgreSQL.");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not say how many connections it lets in", e);
        }
    }

    /**
     * Makes sure, before anything is migrated, that no other server's objects belong to the database.
     *
     * @throws DatabaseInUse if it belongs to another data directory, where its objects are
     */
    public void requireOwn(Server server) {
        try {
            Optional<Server> before = row(connection);
            if (before.isPresent() && !before.get().id().equals(server.id())) {
                throw new DatabaseInUse("the database " + login.shown() + " belongs to the data directory "
                        + before.get().data() + " on " + before.get().host() + " (server_id "
                        + before.get().id()
                        + "), and " + server.data() + " is another one (server_id " + server.id()
                        + "): the objects of its repositories are not here"
                        + "\n  Start with that data directory (serve --data DIR), or give this one a database of its own"
                        + " ([database] url). If this is a copy of it, put its server_id into "
                        + server.data() + "/server_id.");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not say which server worked with it", e);
        }
    }

    /** Says who has the lock, once the schema is up to date, and keeps it from then on. */
    public void claim(Server server) {
        try {
            write(connection, server);
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not take down which server works with it", e);
        }
        me = Optional.of(server);
        looking.start();
    }

    /** Told when the lock was taken once more, because its connection had broken. */
    CompletableFuture<Boolean> tookAgain() {
        return tookAgain;
    }

    @Override
    public void close() {
        closed = true;
        looking.interrupt();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("the connection with the lock was broken already", e);
        }
    }

    private void look() {
        try {
            while (!closed) {
                Thread.sleep(LOOK);
                Optional<String> why = stillMine();
                if (why.isPresent() && !closed) {
                    LOG.error("another server works with the database now: {}", why.get());
                    lost.accept("another Cook took over the database: " + why.get());
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the lock again where its connection broke; answers who has it, if that is another one. */
    private Optional<String> stillMine() {
        try {
            if (connection.isValid(Math.toIntExact(ANSWER.toSeconds()))) {
                return Optional.empty();
            }
            connection.close();
            connection = connect(login);
            if (!tryLock(connection)) {
                return Optional.of("it has been taken" + holder(connection));
            }
            Optional<Server> now = row(connection);
            if (!now.equals(me)) {
                return Optional.of("it was taken meanwhile by "
                        + now.map(Server::told).orElse("somebody who removed the row of table server"));
            }
            LOG.warn("the connection that keeps other servers out broke; there is a new one");
            tookAgain.complete(true);
            return Optional.empty();
        } catch (SQLException e) {
            // Without a database nobody works: neither this server nor another one.
            LOG.warn(
                    "the database does not answer; the lock that keeps other servers out is taken again when it does",
                    e);
            return Optional.empty();
        }
    }

    private static Connection connect(DatabaseLogin login) throws SQLException {
        Connection connection = login.connect("cook server lock");
        try (Statement statement = connection.createStatement()) {
            // A machine that vanished without a word holds the lock for half a minute, not for hours.
            statement.execute(
                    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            statement.setLong(1, KEY);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    /** Who has it, as far as that is known, and how to end a connection that nobody uses any more. */
    private static String holder(Connection connection) throws SQLException {
        String who = row(connection).map(server -> ": " + server.told()).orElse("");
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pid, backend_start FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND (classid::bigint << 32) + objid::bigint = ?
                """)) {
            statement.setLong(1, KEY);
            try (ResultSet result = statement.executeQuery()) {
                return result.next()
                        ? who + "\n  It has been connected since " + result.getString("backend_start")
                                + "; if it does not run any more, end its connection: SELECT pg_terminate_backend("
                                + result.getLong("pid") + ")"
                        : who;
            }
        }
    }

    private static Optional<Server> row(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("SELECT to_regclass('server') IS NOT NULL")) {
                if (!table.next() || !table.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT server_id, host, pid, data FROM server")) {
                return row.next()
                        ? Optional.of(new Server(
                                row.getString("server_id"),
                                row.getString("host"),
                                row.getLong("pid"),
                                row.getString("data")))
                        : Optional.empty();
            }
        }
    }

    private static void write(Connection connection, Server server) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO server (server_id, host, pid, data, started_at) VALUES (?, ?, ?, ?, now())
                ON CONFLICT (only_one) DO UPDATE
                SET host = excluded.host, pid = excluded.pid, data = excluded.data, started_at = excluded.started_at
                """)) {
            statement.setString(1, server.id());
            statement.setString(2, server.host());
            statement.setLong(3, server.pid());
            statement.setString(4, server.data());
            statement.executeUpdate();
        }
    }
}
