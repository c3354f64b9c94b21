package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Events of a newer server, and damaged ones, are shown by everything that reads events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadableEventsTest {
    private static final String[] TEXTS = {
        "branch.praised by=ann (unknown event type)",
        "branch.landed onto=main (version 7 of this event type is unknown)",
        "session.started agent=demo session=1 turn=many (the key 'turn' is not a number)"
    };

    private final TestServer cook;

    UnreadableEventsTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
    }

    @AfterAll
    void close() throws IOException {
        cook.close();
    }

    @Test
    void everyReaderShowsThem() throws Exception {
        Path ready = cook.site().agents().resolve("ready");
        GatedRepo repo = GatedRepo.of(cook.admin(), "odd", """
                [[gates]]
                name = "ready"
                command = "until test -e %s; do sleep 0.1; done"
                """.formatted(ready));
        Person ada = repo.owner();
        repo.git("checkout", "-q", "-b", "fix");
        ada.commit(repo.work(), "a", "1\n");
        Path told = cook.site().directory().resolve("told");
        Process push = ada.gitCommand(
                        repo.work(), "push", ada.url("odd"), "HEAD:refs/heads/fix", "-o", "land=auto", "-o", "wait")
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        repo.await("fix", "gate ready started");
        insert();

        assertThat(repo.shown("fix")).contains(TEXTS);
        assertThat(ada.ssh("event", "tail", "--repo", "odd").ok().out()).contains(TEXTS);
        assertThat(ada.ssh("event", "tail", "--repo", "odd", "--json").ok().out())
                .contains("\"branch.praised\"", "\"by\" : \"ann\"", "\"version\" : 7", "\"turn\" : \"many\"");
        assertThat(ada.ssh("queue", "explain", "odd", "fix").ok().out()).contains(TEXTS);
        Files.createFile(ready);
        assertThat(push.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(told)).contains(TEXTS).contains("landed on main");
        repo.git("fetch", "-q", ada.url("odd"), "refs/fossils/1/fix");
        assertThat(repo.git("show", "FETCH_HEAD:fossil.json")).contains(TEXTS).contains("\"onto\" : \"main\"");
    }

    private void insert() throws SQLException {
        try (Connection connection = cook.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO event (at, repo_id, branch_id, type, version, data)
                    SELECT now(), repo_id, branch_id, e.type, e.version, e.data::jsonb
                    FROM branch, (VALUES
                        ('branch.praised', 1, '{"by": "ann"}'),
                        ('branch.landed', 7, '{"onto": "main"}'),
                        ('session.started', 1, '{"session": "1", "agent": "demo", "turn": "many"}')) AS e (type, version, data)
                    WHERE branch.name = 'fix'
                    """);
        }
    }
}
