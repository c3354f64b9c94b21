package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class TestDatabaseTest {
    @Test
    void freshDatabasesAreEmptyAndApart() throws SQLException {
        TestDatabase one = TestDatabase.fresh();
        TestDatabase other = TestDatabase.fresh();
        execute(one, "CREATE TABLE dish (name text)");

        assertThat(tables(one)).isEqualTo(1);
        assertThat(tables(other)).isZero();
    }

    @Test
    void aCopyHoldsWhatItsOriginalHeldAndThenGoesItsOwnWay() throws SQLException {
        TestDatabase original = TestDatabase.fresh();
        execute(original, "CREATE TABLE dish (name text)");

        TestDatabase copy = original.copy();
        execute(copy, "CREATE TABLE menu (name text)");

        assertThat(tables(copy)).isEqualTo(2);
        assertThat(tables(original)).isEqualTo(1);
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int tables(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT count(*) FROM pg_tables WHERE schemaname = 'public'
                        """)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
