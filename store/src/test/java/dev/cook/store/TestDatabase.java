package dev.cook.store;

import dev.cook.store.embedded.EmbeddedPostgres;
import dev.cook.store.embedded.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * A database of a test's own, in one real PostgreSQL per test JVM; it goes away with the JVM. Which one, the property
 * {@value #WHICH} says: Cook's own, or with {@code official} the official image.
 */
public record TestDatabase(String url, String user, String password) {
    /** Every cluster has it, and no test writes to it. */
    private static final String EMPTY = "template1";

    private static final String WHICH = "cook.test.postgres";

    /** A running PostgreSQL with a database called cook, and somebody who may make others. */
    record Server(String jdbcUrl, String user, String password) {}

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** A new database with nothing in it. */
    public static TestDatabase fresh() {
        return copyOf(EMPTY);
    }

    /** A new database with the schema of today, which is made once a JVM and copied then. */
    public static TestDatabase migrated() {
        return Migrated.TEMPLATE.copy();
    }

    /**
     * A new database as a server of long ago left it.
     *
     * @param version the last migration that there was
     * @param rows statements that fill it
     */
    static TestDatabase ofVersion(String version, String... rows) {
        TestDatabase database = fresh();
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("classpath:dev/cook/store/migrations")
                .target(version)
                .load()
                .migrate();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String row : rows) {
                statement.execute(row);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the rows do not fit a database of version " + version, e);
        }
        return database;
    }

    /** A new database with all that this one holds, such as its migrations; nobody may be connected to this one. */
    public TestDatabase copy() {
        String withoutQuery = url.substring(0, url.indexOf('?'));
        return copyOf(withoutQuery.substring(withoutQuery.lastIndexOf('/') + 1));
    }

    public DatabaseLogin login() {
        return new DatabaseLogin(url, user, password);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /** Whether this run of the tests is the one on the official image. */
    static boolean onOfficial() {
        return System.getProperty(WHICH, "").equals("official");
    }

    private static Server server() {
        if (onOfficial()) {
            return OfficialPostgres.shared();
        }
        EmbeddedPostgres own = TestPostgres.shared();
        return new Server(own.jdbcUrl(), own.user(), own.password());
    }

    private static TestDatabase copyOf(String template) {
        Server server = server();
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the database " + name + " from " + template, e);
        }
        return new TestDatabase(
                server.jdbcUrl().replaceFirst("/cook\\?", "/" + name + "?"), server.user(), server.password());
    }

    private static final class Migrated {
        private static final TestDatabase TEMPLATE = make();

        private static TestDatabase make() {
            TestDatabase database = fresh();
            Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC())
                    .close();
            return database;
        }
    }
}
