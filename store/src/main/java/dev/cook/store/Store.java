package dev.cook.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cook.domain.JobId;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionException;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL: everything that Cook knows, but for the objects of repositories. A change is one {@link #write}; its rows
 * and the events that tell of them commit together or not at all.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /** A transaction that lost a deadlock is tried again this often; each time another one got its work done. */
    private static final int DEADLOCK_TRIES = 5;

    /** A transaction that asks for more than this has an answer forgotten as often as it is told another. */
    private static final int MOST_READS = 100;

    private static final ScopedValue<Boolean> IN_TRANSACTION = ScopedValue.newInstance();

    /**
     * How long work waits for a connection: longer than others keep one, shorter than a person who pushes waits for a
     * word. Where the database is gone it is told after this.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Clock clock;
    private volatile UnaryOperator<String> redacted = UnaryOperator.identity();
    private final Wakeups wakeups = new Wakeups();
    private final Freshness freshness = new Freshness();
    private final Counts counts = new Counts();
    private final Map<String, Isolation> isolations = new ConcurrentSkipListMap<>();

    private Store(HikariDataSource pool, Clock clock) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        jdbi.getConfig(SqlStatements.class).setSqlLogger(counting());
        this.clock = clock;
    }

    /**
     * Connects and brings the schema up to date.
     *
     * @param connections the most that are open at once; a push holds one for the length of its transaction
     * @throws SchemaTooNew if a newer Cook has worked with the database
     */
    public static Store open(String url, String user, String password, int connections, Clock clock) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(2);
        config.setPoolName("cook");
        config.setAutoCommit(true);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.addDataSourceProperty("ApplicationName", "cook");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Flyway flyway = Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:dev/cook/store/migrations")
                    .load();
            requireKnown(flyway.info());
            flyway.migrate();
            return new Store(pool, clock);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Flyway itself would pass over migrations that it has not. */
    private static void requireKnown(MigrationInfoService migrations) {
        List<MigrationInfo> unknown = Stream.of(migrations.applied())
                .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS
                        || migration.getState() == MigrationState.FUTURE_FAILED)
                .toList();
        if (!unknown.isEmpty()) {
            String ours = Stream.of(migrations.all())
                    .filter(migration -> !unknown.contains(migration))
                    .map(MigrationInfo::getVersion)
                    .max(Comparator.naturalOrder())
                    .map(MigrationVersion::getVersion)
                    .orElse("none");
            throw new SchemaTooNew(unknown.getLast().getVersion().getVersion(), ours);
        }
    }

    /**
     * Runs one transaction, and wakes those who wait for what it changed once that is committed. The work may run more
     * than once, so it changes nothing but rows.
     */
    public <T> T write(Function<Tx, T> work) {
        return readingFirst(() -> attempt(work, 1));
    }

    /** Like {@link #write}, for work without an answer. */
    public void change(Consumer<Tx> work) {
        write(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /**
     * Reads rows as they stand together at one moment; changes nothing and wakes nobody. The work may run more than once,
     * where it asks for what is not {@link Known} yet.
     */
    public <T> T read(Function<Tx, T> work) {
        return readingFirst(() -> inTransaction(handle -> {
            // For this transaction alone: the driver's own switches would change the session, with a round trip each.
            handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            Tx tx = new Tx(handle, clock, redacted);
            T result = work.apply(tx);
            tx.requireNothingTold();
            return result;
        }));
    }

    /** The same for what is remembered until rows of some topics change: it must read no others. */
    <T> T readOnly(Set<Topic> topics, Function<Tx, T> work) {
        return read(tx -> {
            tx.listen(new ReadTables(topics, counts::statement));
            return work.apply(tx);
        });
    }

    /** Whether this thread is in a transaction: it holds a connection, and may hold locks that others wait for. */
    static boolean isInTransaction() {
        return IN_TRANSACTION.isBound();
    }

    /**
     * What takes its time has no place in a transaction: told with every call of such a thing. It goes on where it is a mistake
     * of ours that costs others time; tests fail.
     *
     * @param what is done, for the log
     */
    public static void requireNoTransaction(String what) {
        if (IN_TRANSACTION.isBound()) {
            assert false : what + " in a transaction";
            LOG.error("{} in a transaction, so others wait for it", what, new IllegalStateException("from here"));
        }
    }

    private <T> T inTransaction(HandleCallback<T, RuntimeException> work) {
        // A second connection, taken while one is held, is waited for for ever once all have one.
        requireNoTransaction("another transaction");
        counts.transaction();
        return ScopedValue.where(IN_TRANSACTION, true).call(() -> jdbi.inTransaction(work));
    }

    private SqlLogger counting() {
        return new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                counts.statement();
            }
        };
    }

    private static <T> T readingFirst(Supplier<T> transaction) {
        for (int reads = 0; ; reads++) {
            try {
                return transaction.get();
            } catch (ReadFirst missing) {
                if (reads >= MOST_READS) {
                    throw new IllegalStateException("a transaction asks for more than it can be told", missing);
                }
                missing.read();
            }
        }
    }

    /** From now on this is done to all text of events before it is kept: what it strikes out is nobody's to know. */
    public void redactWith(UnaryOperator<String> redact) {
        this.redacted = redact;
    }

    /** A text from outside, as it may be kept and shown: without the secrets that Cook hands out. */
    public String redacted(String text) {
        return redacted.apply(text);
    }

    /** Fails unless the database answers and could be written to. */
    public void requireWritable() {
        boolean readOnly = jdbi.withHandle(handle -> handle.createQuery("SELECT pg_is_in_recovery()")
                .mapTo(Boolean.class)
                .one());
        if (readOnly) {
            throw new IllegalStateException("the database is a standby, which nothing can be written to");
        }
    }

    /**
     * What this process asked of the database so far.
     *
     * @param transactions those that failed, too
     * @param statements without the begin and the end of transactions
     */
    public record Asked(long transactions, long statements) {
        /** What was asked between two moments. */
        public Asked since(Asked earlier) {
            return new Asked(transactions - earlier.transactions, statements - earlier.statements);
        }
    }

    public Asked asked() {
        return counts.asked();
    }

    /** The time that rows are compared with. */
    public Instant now() {
        return clock.instant();
    }

    /** Whether what was read may have changed. */
    public Freshness freshness() {
        return freshness;
    }

    /** Where controllers, pages and clients wait for commits. */
    public Wakeups wakeups() {
        return wakeups;
    }

    /** What a job that is over wrote, read piece by piece; nothing where nothing is kept. */
    public InputStream output(JobId job) {
        return pieces(job, Jobs.Left.OUTPUT);
    }

    /** The same with times. */
    public InputStream recording(JobId job) {
        return pieces(job, Jobs.Left.RECORDING);
    }

    /** The lines of a turn's transcript. */
    public InputStream transcript(JobId job) {
        return pieces(job, Jobs.Left.TRANSCRIPT);
    }

    private InputStream pieces(JobId job, Jobs.Left what) {
        return new PiecewiseInput((offset, length) -> read(tx -> tx.jobs().piece(job, what, offset, length)));
    }

    /** What a controller does its work in; one for each name. */
    public Isolation isolation(String controller) {
        return isolations.computeIfAbsent(controller, name -> new Isolation(this, name, clock));
    }

    /** How the controllers of this server do, by name. */
    public List<ControllerStatus> controllers() {
        return isolations.values().stream().map(Isolation::status).toList();
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T attempt(Function<Tx, T> work, int attempt) {
        try {
            Changes changes = new Changes(counts::statement);
            Set<Topic> committing = EnumSet.noneOf(Topic.class);
            T result;
            try {
                result = inTransaction(handle -> {
                    handle.getConfig(SqlStatements.class).setSqlLogger(changes);
                    Tx tx = new Tx(handle, clock, redacted);
                    T done = work.apply(tx);
                    changes.tell(tx.flush());
                    committing.addAll(changes.topics());
                    freshness.begin(committing);
                    return done;
                });
            } finally {
                freshness.end(committing);
            }
            wakeups.fire(changes.topics(), changes.told());
            return result;
        } catch (UnableToExecuteStatementException | TransactionException e) {
            if (attempt < DEADLOCK_TRIES && isLostRace(e)) {
                return attempt(work, attempt + 1);
            }
            throw e;
        }
    }

    /** Whether something failed because the database does not answer, or takes nobody in. */
    public static boolean isUnreachable(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.sql.SQLTransientConnectionException) {
                return true;
            }
            if (cause instanceof java.sql.SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                // No connection, no memory or disk or place for one more, or a server that stops or only just starts.
                return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P0");
            }
        }
        return false;
    }

    private static boolean isLostRace(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.sql.SQLException sql) {
                String state = sql.getSQLState();
                return PSQLState.DEADLOCK_DETECTED.getState().equals(state)
                        || PSQLState.SERIALIZATION_FAILURE.getState().equals(state);
            }
        }
        return false;
    }
}
