package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing that the server asks of its database takes longer, and nothing that it changes goes unnoticed, because of its age. */
class QueryPlansTest {
    /** Rows that one part of a plan may touch: far more than are under way, far fewer than lie in the past. */
    private static final int MOST_ROWS = 1_000;

    /** What may touch more, and why. */
    private static final Map<String, String> EXCEPT = Map.of(
            "GateHealth.days", "a page reads the runs of up to 1,000 candidates of the last days",
            "Refs.everNamed", "maintenance reads the whole log, now and then",
            "Refs.prefix", "its answer is everything below the prefix");

    private static final TestStore TEST = TestStore.open();

    @BeforeAll
    static void fill() throws SQLException {
        try (Connection connection = TEST.connect()) {
            OldServer.fill(connection);
        }
    }

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void noStatementTouchesMoreThanIsUnderWay() throws Exception {
        Map<String, Map<String, Long>> measured = new TreeMap<>();
        EveryQuery.call(TEST, (query, _) -> new Measure(measured.computeIfAbsent(query, _ -> new TreeMap<>())));

        Set<String> slow = new TreeSet<>();
        measured.forEach((query, statements) -> statements.forEach((sql, rows) -> {
            if (rows > MOST_ROWS && !EXCEPT.containsKey(query)) {
                slow.add(query + " touches " + rows + " rows: " + sql);
            }
        }));
        assertThat(slow).isEmpty();
        assertThat(measured)
                .as("methods of which no statement was reached: EveryQuery needs a better sample")
                .noneSatisfy((query, statements) -> assertThat(statements).isEmpty());
        assertThat(measured).hasSizeGreaterThan(150);
    }

    @Test
    void everyChangeIsNoticedAndNothingElse() throws Exception {
        Set<String> wrong = new TreeSet<>();
        Set<Topic> seen = new TreeSet<>();
        EveryQuery.call(TEST, new EveryQuery.Visit() {
            private Changes changes = new Changes(() -> {});
            private Map<String, Long> before = Map.of();

            @Override
            public SqlLogger before(String query, Handle handle) {
                before = counts(handle);
                changes = new Changes(() -> {});
                return changes;
            }

            @Override
            public void after(String query, Handle handle) {
                Set<Topic> really = Topic.of(counts(handle).entrySet().stream()
                        .filter(table -> table.getValue() > before.getOrDefault(table.getKey(), 0L))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
                // They count in the row of their repository, which is no change of it.
                if (query.startsWith("Refs.") || query.startsWith("Fossils.")) {
                    really = really.stream()
                            .filter(topic -> topic != Topic.REPOS)
                            .collect(Collectors.toSet());
                }
                seen.addAll(really);
                if (!really.equals(changes.topics())) {
                    wrong.add(query + " changed " + really + ", and " + changes.topics() + " was noticed");
                }
            }
        });

        assertThat(wrong).isEmpty();
        assertThat(seen).hasSizeGreaterThan(9);
    }

    /** Rows that changed, by tables; those of transactions before this one may be counted too. */
    private static Map<String, Long> counts(Handle handle) {
        return handle.createQuery(
                        "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del AS rows FROM pg_stat_xact_user_tables")
                .map(Row.mapper(row -> Map.entry(row.text("relname"), row.number("rows"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Explains each statement before it is executed, as it is executed. */
    private record Measure(Map<String, Long> measured) implements SqlLogger {
        @Override
        public void logBeforeExecution(StatementContext context) {
            String sql = String.valueOf(context.getStatement());
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("SAVEPOINT before_explain");
                try {
                    measured.merge(
                            String.valueOf(context.getRawSql()).replaceAll("\\s+", " "),
                            rows(context.getConnection(), sql),
                            Long::max);
                } catch (SQLException refused) {
                    // The statement itself will say so.
                    measured.putIfAbsent("(refused)", 0L);
                } finally {
                    statement.execute("ROLLBACK TO SAVEPOINT before_explain");
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The rows that the busiest part of a plan touched, those among them that it dropped. */
        private static long rows(Connection connection, String sql) throws SQLException {
            String plan;
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql)) {
                result.next();
                plan = result.getString(1);
            }
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT coalesce(max((coalesce((n ->> 'Actual Rows')::numeric, 0)
                                         + coalesce((n ->> 'Rows Removed by Filter')::numeric, 0)
                                         + coalesce((n ->> 'Rows Removed by Index Recheck')::numeric, 0))
                                        * (n ->> 'Actual Loops')::numeric), 0)::bigint
                    FROM jsonb_path_query(cast(? AS jsonb), 'strict $.**') n
                    WHERE jsonb_typeof(n) = 'object' AND n ->> 'Node Type' LIKE '%Scan' AND n ->> 'Node Type' <> 'CTE Scan'
                    """)) {
                statement.setString(1, plan);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    return result.getLong(1);
                }
            }
        }
    }
}
