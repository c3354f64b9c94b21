package dev.cook.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server in order; the tests share one, since making its files takes a second. */
final class EmbeddedPostgresTest {
    private static final Path DIRECTORY = TestPostgres.directory();
    private static final AtomicBoolean PASSWORD_SEEN = new AtomicBoolean();

    /** More than PostgreSQL takes by itself. */
    private static final int POOL = 120;

    private static EmbeddedPostgres server;

    @BeforeAll
    static void startWhileSomebodyWatchesTheProcessList() throws InterruptedException, IOException {
        Password password = Password.random();
        password.save(DIRECTORY.resolve("password"));
        AtomicBoolean started = new AtomicBoolean();
        Thread watcher = Thread.ofPlatform().start(() -> {
            while (!Waiting.until(Duration.ofMillis(20), started::get)) {
                if (anyCommandLineHolds(password.value())) {
                    PASSWORD_SEEN.set(true);
                }
            }
        });
        try {
            server = EmbeddedPostgres.start(DIRECTORY, POOL);
        } finally {
            started.set(true);
            watcher.join();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        Leftovers.removeTree(DIRECTORY);
    }

    @Test
    void itTakesAllConnectionsOfAPoolAndAFewMore() throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < POOL + 5; i++) {
                connections.add(DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password()));
            }
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void noCommandLineEverHoldsThePassword() {
        assertThat(PASSWORD_SEEN).isFalse();
        assertThat(anyCommandLineHolds("initdb-that-nobody-started")).isFalse();
        assertThat(anyCommandLineHolds(DIRECTORY.resolve("cluster").toString())).isTrue();
    }

    @Test
    void onlyTheUserThatRunsCookReadsThePassword() throws IOException {
        Path file = DIRECTORY.resolve("password");

        assertThat(ServerAccount.ownerOf(file)).isEqualTo(ServerAccount.ownerOf(Path.of("/proc/self")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void nobodyGetsInWithoutThePassword() {
        String url = server.jdbcUrl();

        assertThatThrownBy(() -> DriverManager.getConnection(url, Login.USER, "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
        assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", ""))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void whatIsCommittedIsOnDisk() throws SQLException {
        assertThat(Rows.query(server, "SHOW fsync")).containsExactly("on");
        assertThat(Rows.query(server, "SHOW full_page_writes")).containsExactly("on");
        assertThat(Rows.query(server, "SHOW synchronous_commit")).containsExactly("on");
    }

    @Test
    void itListensAtNoAddressAndItsSocketIsClosedToOthers() throws SQLException, IOException {
        assertThat(Rows.query(server, "SHOW listen_addresses")).containsExactly("");
        Path sockets = DIRECTORY.resolve("socket");
        assertThat(Rows.query(server, "SHOW unix_socket_directories")).containsExactly(sockets.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)))
                .isEqualTo("rwx------");
    }

    @Test
    void aQueryThatTakesTooLongIsGivenUpAndTheConnectionStaysUsable() throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
                    .hasMessageContaining("canceling statement");
            statement.setQueryTimeout(0);
            assertThat(statement.execute("SELECT 1")).isTrue();
            connection.setNetworkTimeout(Runnable::run, 1_000);
            assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)")).isInstanceOf(SQLException.class);
            assertThat(connection.isValid(1)).isFalse();
        }
    }

    @Test
    void moreThanBuffersHoldGoesBothWays() throws SQLException {
        String much = "x".repeat(5_000_000);
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                PreparedStatement statement = connection.prepareStatement("SELECT ? || ?")) {
            statement.setString(1, much);
            statement.setString(2, much);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).hasSize(10_000_000);
            }
        }
    }

    @Test
    void lettersOfAllLanguagesHaveCases() throws SQLException {
        assertThat(Rows.query(server, "SELECT upper('grüße ж')")).containsExactly("GRÜßE Ж");
    }

    @Test
    void aSecondStarterIsRefusedByName() throws IOException {
        assertThatThrownBy(() -> EmbeddedPostgres.start(DIRECTORY))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining(DIRECTORY.toString())
                .hasMessageContaining("in use by this same process")
                .hasMessageContaining("another data directory");

        assertThat(new ServerProcess(server.pid()).serves(DIRECTORY.resolve("cluster")))
                .isTrue();
    }

    @Test
    void nothingHalfDoneIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()).map(name -> name.replaceFirst("-.*", "")))
                    .containsExactlyInAnyOrder("binaries", "cluster", "lock", "password", "postgres.log", "socket");
        }
    }

    private static boolean anyCommandLineHolds(String text) {
        return ProcessHandle.allProcesses().anyMatch(process -> {
            try {
                return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                        .contains(text);
            } catch (IOException e) {
                return false;
            }
        });
    }
}
