package dev.cook.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schema explains itself to whoever opens it in psql. */
class ColumnCommentsTest {
    @Test
    void everyTableAndColumnHasAComment() throws Exception {
        List<String> silent = new ArrayList<>();
        int columns = 0;
        try (TestStore store = TestStore.open();
                Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT c.relname || '.' || a.attname AS name,
                               col_description(c.oid, a.attnum) AS column_comment,
                               obj_description(c.oid, 'pg_class') AS table_comment
                        FROM pg_class c
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                          AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'flyway%'
                        """)) {
            while (rows.next()) {
                columns++;
                if (rows.getString("column_comment") == null || rows.getString("table_comment") == null) {
                    silent.add(rows.getString("name"));
                }
            }
        }
        assertThat(columns).isGreaterThan(50);
        assertThat(silent).isEmpty();
    }
}
