package dev.cook.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** How a database is reached. */
public record DatabaseLogin(String url, String user, String password) {
    /**
     * Whether somebody has an account in the database. Changes nothing: it may have no schema yet.
     *
     * @throws DatabaseUnreachable if it cannot be used
     */
    public boolean hasAccounts() {
        try (Connection connection = connect("cook start");
                Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("SELECT to_regclass('account') IS NOT NULL")) {
                if (!table.next() || !table.getBoolean(1)) {
                    return false;
                }
            }
            try (ResultSet any = statement.executeQuery("SELECT EXISTS (SELECT FROM account)")) {
                return any.next() && any.getBoolean(1);
            }
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /** @param program as PostgreSQL lists it */
    Connection connect(String program) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", program);
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(url, properties);
    }

    DatabaseUnreachable unreachable(SQLException e) {
        return new DatabaseUnreachable(
                "the database " + shown() + " cannot be used: " + e.getMessage()
                        + "\n  Is it there, and are user and password right ([database] in the server's file)?",
                e);
    }

    /** The address without what follows the name, where a password may stand. */
    String shown() {
        return url.replaceFirst("\\?.*", "");
    }

    @Override
    public String toString() {
        return user + " at " + shown();
    }
}
