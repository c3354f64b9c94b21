package dev.cook.store;

import dev.cook.domain.Repo;
import dev.cook.domain.RepoName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A store on a database of its own. */
public final class TestStore implements AutoCloseable {
    /** Enough for the tests with eight threads, few enough for many stores on one server. */
    private static final int CONNECTIONS = 10;

    private final TestDatabase database;
    private final Store store;

    private TestStore(TestDatabase database, Store store) {
        this.database = database;
        this.store = store;
    }

    public static TestStore open(Clock clock) {
        TestDatabase database = TestDatabase.migrated();
        return new TestStore(
                database, Store.open(database.url(), database.user(), database.password(), CONNECTIONS, clock));
    }

    public static TestStore open() {
        return open(Clock.systemUTC());
    }

    public Store store() {
        return store;
    }

    /** A connection past the store, for looking at what it does. */
    public Connection connect() throws SQLException {
        return database.connect();
    }

    /** A new repository; its name must be free. */
    public Repo repo(String name) {
        return store.write(tx -> tx.repos().create(new RepoName(name), "tester").orElseThrow());
    }

    /** Reads what may be there; typed so that AssertJ knows which assertion is meant. */
    public <T> Optional<T> maybe(Function<Tx, Optional<T>> query) {
        return store.read(query);
    }

    /** Reads a list. */
    public <T> List<T> list(Function<Tx, List<T>> query) {
        return store.read(query);
    }

    @Override
    public void close() {
        store.close();
    }
}
