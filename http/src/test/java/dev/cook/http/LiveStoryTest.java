package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.domain.Account;
import dev.cook.domain.Branch;
import dev.cook.domain.JobId;
import dev.cook.domain.Repo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveStoryTest {
    private static HttpTestServer server;
    private static Account ada;
    private static Repo tea;
    private static String cookie;

    @BeforeAll
    static void open() {
        server = new HttpTestServer();
        ada = server.account("ada");
        tea = server.repo("tea", ada);
        cookie = server.cookie(ada);
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedAndThenWhatHappens() throws Exception {
        Branch branch = server.branch(tea, "live", "");
        waits(branch, "the kettle");
        List<String> ids;
        try (Reader first = read(branch, Optional.empty())) {
            first.until("the kettle");
            ids = first.ids();
        }
        waits(branch, "the cup");

        try (Reader second = read(branch, Optional.of(ids.getLast()))) {
            second.until("the cup");
            waits(branch, "the sugar");
            second.until("the sugar");

            assertThat(second.events()).containsExactly("branch.waited", "branch.waited");
            assertThat(second.ids()).doesNotContainAnyElementsOf(ids).isSorted();
            assertThat(second.text()).contains("<h1>live</h1>");
        }
    }

    @Test
    void whatANewerServerWroteAndWhatIsDamagedArrivesAndIsOnThePage() throws Exception {
        Branch branch = server.branch(tea, "newer", "");
        try (Reader reader = read(branch, Optional.empty())) {
            reader.until("<h1>newer</h1>");
            try (Connection connection = server.test.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("""
                        INSERT INTO event (at, repo_id, branch_id, type, version, data)
                        SELECT now(), repo_id, branch_id, e.type, e.version, e.data::jsonb
                        FROM branch, (VALUES ('branch.praised', 1, '{"by": "<b>"}'), ('branch.held', 1, '{"why": null}'))
                            AS e (type, version, data)
                        WHERE name = 'newer'
                        """);
            }
            waits(branch, "the kettle");

            reader.until("needs attention: the kettle");
            assertThat(reader.events()).containsSubsequence("branch.praised", "branch.held", "branch.waited");
            assertThat(reader.text())
                    .contains("branch.praised by=&lt;b&gt; (unknown event type)", "branch.held (the key ");
        }
    }

    @Test
    void whatARunningJobWritesArrivesWithoutTheRestOfThePage() throws Exception {
        Branch branch = server.branch(tea, "output", "x");
        JobId job = server.turn(branch);
        try (Reader reader = read(branch, Optional.empty())) {
            reader.until("<h1>output</h1>");
            server.writes(job, "one line");

            reader.until("one line");
            assertThat(reader.text()).contains("<hx-partial hx-target=\"#output-" + job + "\"");
        }
    }

    @Test
    void aStreamEndsWhenTheRoleIsTakenAway() throws Exception {
        Account eve = server.account("eve");
        Repo pan = server.repo("pan", eve);
        Branch branch = server.branch(pan, "taken", "");
        try (Reader reader = read("/pan/branches/taken/events", server.cookie(eve), Optional.empty())) {
            reader.until("<h1>taken</h1>");

            server.store.change(tx -> tx.accounts().withdraw(pan.id(), eve.id()));
            waits(branch, "a secret");

            await().until(reader::over);
            assertThat(reader.text()).doesNotContain("a secret");
        }
    }

    private static void waits(Branch branch, String what) {
        server.waits(branch, what);
    }

    private static Reader read(Branch branch, Optional<String> lastId) throws IOException, InterruptedException {
        return read("/tea/branches/" + branch.name() + "/events", cookie, lastId);
    }

    private static Reader read(String path, String cookie, Optional<String> lastId)
            throws IOException, InterruptedException {
        Browser browser = new Browser(server.port, cookie);
        var request = browser.request(path).setHeader("Accept", "text/html, text/event-stream");
        lastId.ifPresent(id -> request.header("Last-Event-ID", id));
        HttpResponse<InputStream> answer = browser.http().send(request.build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        return new Reader(answer.body());
    }

    /** Collects the lines of a stream as they come. */
    private static final class Reader implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final InputStream body;
        private final Thread thread;

        Reader(InputStream body) {
            this.body = body;
            this.thread = Thread.ofVirtual().start(this::collect);
        }

        private void collect() {
            StringBuilder line = new StringBuilder();
            try {
                for (int c = body.read(); c >= 0; c = body.read()) {
                    if (c == '\n') {
                        lines.add(line.toString());
                        line.setLength(0);
                    } else {
                        line.append((char) c);
                    }
                }
            } catch (IOException e) {
                lines.add("over: " + e.getMessage());
            }
        }

        void until(String text) {
            await().until(() -> text().contains(text));
        }

        boolean over() {
            return !thread.isAlive();
        }

        String text() {
            return String.join("\n", lines);
        }

        List<String> ids() {
            return values("id: ");
        }

        List<String> events() {
            return values("event: ");
        }

        private List<String> values(String field) {
            return lines.stream()
                    .filter(line -> line.startsWith(field))
                    .map(line -> line.substring(field.length()))
                    .toList();
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
