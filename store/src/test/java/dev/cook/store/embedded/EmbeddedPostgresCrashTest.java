package dev.cook.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server whose end was not in order, and what the next start makes of it. */
final class EmbeddedPostgresCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Path DIRECTORY = TestPostgres.directory();
    private static final Path CLUSTER = DIRECTORY.resolve("cluster");

    @BeforeAll
    static void keepARow() throws SQLException {
        try (EmbeddedPostgres server = TestPostgres.start(DIRECTORY)) {
            Rows.add(server, "kept");
        }
    }

    @AfterAll
    static void removeDirectory() {
        Leftovers.removeTree(DIRECTORY);
    }

    @Test
    void aRestartKeepsDataAndPassword() throws SQLException {
        try (EmbeddedPostgres server = TestPostgres.start(DIRECTORY)) {
            assertThat(Rows.in(server)).contains("kept");
        }
        assertThat(PostmasterFile.in(CLUSTER)).doesNotExist();
    }

    @Test
    void aKilledServerIsStartedAgainWhereItWas() throws SQLException {
        try (EmbeddedPostgres server = TestPostgres.start(DIRECTORY)) {
            Rows.add(server, "kept in the killed server");
            String url = server.jdbcUrl();
            long killed = server.pid();
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            await().atMost(LIMIT).until(() -> server.pid() != killed);
            assertThat(server.jdbcUrl()).isEqualTo(url);
            assertThat(Rows.in(server)).contains("kept", "kept in the killed server");
        }
    }

    @Test
    void aServerWhoseJvmIsKilledStopsAndIsFoundAgain() throws Exception {
        long former;
        try (ChildJvm child = ChildJvm.start(DIRECTORY)) {
            Rows.add(child.url(), child.password(), "kept for the killed JVM");
            former = child.postgres();
            assertThatThrownBy(() -> TestPostgres.start(DIRECTORY))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("in use by process " + child.process().pid());
        }

        try (EmbeddedPostgres server = TestPostgres.start(DIRECTORY)) {
            assertThat(Rows.in(server)).contains("kept", "kept for the killed JVM");
            assertThat(new ServerProcess(former).serves(CLUSTER)).isFalse();
        }
    }

    @Test
    void aServerWhoseJvmIsKilledStopsThoughNobodyStartsAgain() throws Exception {
        long former;
        try (ChildJvm child = ChildJvm.start(DIRECTORY)) {
            former = child.postgres();
            assertThat(new ServerProcess(former).serves(CLUSTER)).isTrue();
        }

        await().atMost(LIMIT).until(() -> !new ServerProcess(former).serves(CLUSTER));
    }

    @Test
    void aServerThatMissedTheEndOfItsJvmIsStopped() throws Exception {
        Process forgotten = startWithoutKeeper();
        await().atMost(LIMIT).until(() -> PostmasterFile.read(CLUSTER)
                .filter(PostmasterFile::ready)
                .isPresent());

        try (EmbeddedPostgres server = TestPostgres.start(DIRECTORY)) {
            assertThat(forgotten.isAlive()).isFalse();
            assertThat(Rows.in(server)).contains("kept");
        }
    }

    @Test
    void aStrangerWithTheFormerServersNumberIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder(concat(programs().account().prefix(), "sleep", "60")).start();
        try {
            Files.writeString(PostmasterFile.in(CLUSTER), stranger.pid() + "\n" + CLUSTER + "\n1\n1\n\n127.0.0.1\n");
            programs().account().own(PostmasterFile.in(CLUSTER));

            try (EmbeddedPostgres server = TestPostgres.start(DIRECTORY)) {
                assertThat(Rows.in(server)).contains("kept");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aServerThatCannotStartSaysWhy() throws IOException {
        Path version = CLUSTER.resolve("PG_VERSION");
        String right = Files.readString(version);
        Files.writeString(version, "9.6\n");
        try {
            assertThatThrownBy(() -> TestPostgres.start(DIRECTORY))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("does not start in " + DIRECTORY)
                    .hasMessageContaining("initialized by PostgreSQL version 9.6");
        } finally {
            Files.writeString(version, right);
        }
    }

    private Programs programs() {
        ServerAccount account = ServerAccount.ofThisProcess();
        return new Programs(
                Binaries.unpackedIn(TestPostgres.programs()), account, ServerDirectory.prepare(DIRECTORY, account));
    }

    private Process startWithoutKeeper() throws IOException {
        Programs programs = programs();
        return programs.command(
                        programs.account().prefix(),
                        "postgres",
                        List.of(
                                "-D",
                                CLUSTER.toString(),
                                "-k",
                                programs.directory().socket().toString(),
                                "-h",
                                ""))
                .start();
    }

    private static List<String> concat(List<String> first, String... rest) {
        return Stream.concat(first.stream(), Stream.of(rest)).toList();
    }
}
