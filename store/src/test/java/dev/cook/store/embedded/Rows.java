package dev.cook.store.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the tests keep in a server to see whether it is still there. */
final class Rows {
    private Rows() {}

    static void add(String url, String password, String row) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Login.USER, password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS kept (row text)");
            statement.execute("INSERT INTO kept VALUES ('" + row + "')");
        }
    }

    static void add(EmbeddedPostgres server, String row) throws SQLException {
        add(server.jdbcUrl(), server.password(), row);
    }

    static List<String> in(EmbeddedPostgres server) throws SQLException {
        return query(server, "SELECT row FROM kept ORDER BY row");
    }

    static List<String> query(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
