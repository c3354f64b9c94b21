package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** A server that was downgraded leaves a database alone that it would misread. */
class SchemaTooNewTest {
    @Test
    void aSchemaOfANewerCookIsRefusedWithBothVersionsAndTheWayOut() throws SQLException {
        TestDatabase database = TestDatabase.migrated();
        int known;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            known = known(statement);
            // As the next version would leave it: a migration that is done, which this version has not.
            statement.execute("""
                    INSERT INTO flyway_schema_history
                    SELECT installed_rank + 1, '%1$d', 'of tomorrow', type, 'V%1$d__of_tomorrow.sql', 1, installed_by,
                           installed_on, execution_time, success
                    FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1
                    """.formatted(known + 1));
        }

        assertThatThrownBy(() -> open(database))
                .isInstanceOf(SchemaTooNew.class)
                .hasMessageContaining("version " + (known + 1) + " of the schema")
                .hasMessageContaining("versions up to " + known)
                .hasMessageContaining("Install the newer Cook again, or restore the backup");
    }

    @Test
    void theSchemaOfThisCookIsOpenedAgain() throws SQLException {
        TestDatabase database = TestDatabase.migrated();
        open(database).close();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertThat(known(statement)).isPositive();
        }
    }

    private static Store open(TestDatabase database) {
        return Store.open(database.url(), database.user(), database.password(), 2, Clock.systemUTC());
    }

    private static int known(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT max(version::integer) FROM flyway_schema_history WHERE success")) {
            row.next();
            return row.getInt(1);
        }
    }
}
