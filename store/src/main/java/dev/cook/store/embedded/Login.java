package dev.cook.store.embedded;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** How to get into a running server. */
record Login(Path socket, Password password) {
    static final String DATABASE = "cook";
    static final String USER = "cook";

    /** Every cluster has this one; it is only visited to make the other. */
    private static final String FIRST_DATABASE = "postgres";

    private static final String NO_SUCH_DATABASE = "3D000";

    /** The server has said that it is ready, so this only bounds a machine that stands still. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /**
     * The address of one database.
     *
     * <p>Only who may pass through the socket's directory gets to it, and the driver hangs up where it is asked for the
     * password in clear.
     */
    String url(String database) {
        return "jdbc:postgresql://localhost/" + database + "?requireAuth=scram-sha-256&sslmode=disable&socketFactory="
                + UnixSockets.class.getName() + "&socketFactoryArg="
                + URLEncoder.encode(socket.toString(), StandardCharsets.UTF_8);
    }

    /** Proves that the database answers, and makes it on the first start. */
    void ensureDatabase(ServerLog log) {
        try {
            if (!answers()) {
                create();
            }
        } catch (SQLException e) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL runs at " + socket + " but refuses Cook's connection: " + e.getMessage() + log.tail(0),
                    e);
        }
    }

    private boolean answers() throws SQLException {
        try (Connection _ = connect(DATABASE)) {
            return true;
        } catch (SQLException e) {
            if (NO_SUCH_DATABASE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private void create() throws SQLException {
        try (Connection connection = connect(FIRST_DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        }
    }

    private Connection connect(String database) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(database));
        source.setUser(USER);
        source.setPassword(password.value());
        source.setLoginTimeout(Math.toIntExact(LIMIT.toSeconds()));
        return source.getConnection();
    }
}
