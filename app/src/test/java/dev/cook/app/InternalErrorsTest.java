package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see of a server whose parts fail: a line with a reference, and nothing of Java, SQL or its files. */
class InternalErrorsTest {
    /** Of the log; what a command, a push and a page say differs only in its length. */
    private static final Pattern REFERENCE = Pattern.compile("(?:reference|error) ([0-9a-f-]{12,36})");

    private static final List<String> INSIDES = List.of(
            "Exception",
            "\tat ",
            "java.",
            "dev.cook",
            "org.",
            "SELECT",
            "INSERT",
            "UPDATE ",
            "relation",
            "ERROR:",
            "/repos/");

    private TestServer cook;
    private Person ada;
    private Path work;
    private String token;

    @BeforeEach
    void start() throws Exception {
        cook = TestServer.start(Map.of());
        ada = cook.admin();
        token = ada.ssh("token", "create", "--label", "test", "--scope", "write", "--expires", "1h")
                .ok()
                .said();
        work = ada.repository("thing");
        ada.git(work, "push", "-q", ada.url("thing"), "main").ok();
        ada.git(work, "push", "-q", ada.url("thing"), "HEAD:refs/heads/fix").ok();
    }

    @AfterEach
    void stop() throws Exception {
        cook.close();
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = cook.database().connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private static void assertOnlyAReference(String what, String said) {
        assertThat(said).as(what).doesNotContain(INSIDES.toArray(String[]::new)).containsPattern(REFERENCE);
    }

    private String overHttp() {
        return cook.server().httpUrl().replace("://", "://ada:" + token + "@") + "/thing";
    }

    private HttpResponse<String> http(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(cook.server().httpUrl() + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", type)
                            .header("Accept", type)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Each statement about a table then fails as one that is wrong does. */
    @Test
    void noCommandPushOrPageShowsTheInsidesOfTheServer() throws Exception {
        ada.commit(work, "file", "two\n");
        sql("ALTER TABLE branch RENAME TO branch_gone", "ALTER TABLE gate_run RENAME TO gate_run_gone");
        int broken = 0;
        List<List<String>> commands = new ArrayList<>();
        for (String line : List.of(
                "branch list thing",
                "branch show thing fix",
                "branch land thing fix",
                "branch abandon thing fix",
                "branch hold thing fix",
                "queue show thing",
                "queue explain thing fix",
                "session list",
                "session show 1",
                "gate list thing fix",
                "gate approve thing fix",
                "gate log 1",
                "attach thing fix",
                "usage --by branch")) {
            commands.add(List.of(line.split(" ")));
        }
        for (List<String> command : commands) {
            Ended ended = ada.ssh(command.toArray(String[]::new));
            assertThat(ended.err()).as("%s", command).doesNotContain(INSIDES.toArray(String[]::new));
            assertThat(ended.err().lines().toList()).as("%s", command).hasSizeLessThanOrEqualTo(2);
            broken += REFERENCE.matcher(ended.err()).find() ? 1 : 0;
        }
        assertThat(broken).as("commands that failed for our reasons").isGreaterThan(8);

        Ended push =
                ada.git(work, "push", ada.url("thing"), "HEAD:refs/heads/fix").refused();
        assertOnlyAReference("push", push.err());

        Ended overHttp =
                ada.git(work, "push", overHttp(), "HEAD:refs/heads/fix").refused();
        assertOnlyAReference("push over HTTP", overHttp.err());

        HttpResponse<String> page = http("GET", "/thing/branches/fix", "text/html", "");
        assertThat(page.statusCode()).isEqualTo(500);
        assertOnlyAReference("page", page.body());

        sql("ALTER TABLE repo RENAME TO repo_gone");
        HttpResponse<String> lfs = http(
                "POST",
                "/thing/info/lfs/objects/batch",
                "application/vnd.git-lfs+json",
                "{\"operation\":\"download\",\"objects\":[]}");
        assertThat(lfs.statusCode()).isEqualTo(500);
        assertOnlyAReference("Git LFS", lfs.body());
        assertOnlyAReference(
                "git-lfs-authenticate",
                ada.ssh("git-lfs-authenticate", "thing", "upload").refused().err());
        assertOnlyAReference(
                "clone", ada.git(work, "ls-remote", ada.url("thing")).refused().err());
    }

    /** The last thing that a push does is to write; all before may have gone well. */
    @Test
    void aPushThatFailsAtTheEndIsAnsweredForEachOfItsRefs() throws Exception {
        ada.commit(work, "file", "two\n");
        sql("""
            CREATE FUNCTION no_events() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'INSERT is broken'; END $$
            """, "CREATE TRIGGER no_events BEFORE INSERT ON event EXECUTE FUNCTION no_events()");

        Ended push = ada.git(work, "push", ada.url("thing"), "main", "HEAD:refs/heads/fix", "HEAD:refs/heads/other")
                .refused();

        assertOnlyAReference("push", push.err());
        assertThat(push.err().lines().filter(line -> line.contains("[remote rejected]")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("nothing was changed (reference "));

        Ended overHttp =
                ada.git(work, "push", overHttp(), "main", "HEAD:refs/heads/fix").refused();
        assertOnlyAReference("push over HTTP", overHttp.err());

        sql("DROP TRIGGER no_events ON event");
        ada.git(work, "push", ada.url("thing"), "main", "HEAD:refs/heads/fix", "HEAD:refs/heads/other")
                .ok();
    }

    @Test
    void aDiskThatTakesNothingIsTheReasonThatAPusherReads() throws Exception {
        ada.commit(work, "file", "two\n");
        Path objects = cook.site().data().resolve("repos/1.git/objects");
        Path away = objects.resolveSibling("away");
        Files.move(objects, away);
        Files.createFile(objects);

        Ended push = ada.git(work, "push", ada.url("thing"), "main").refused();

        assertOnlyAReference("push", push.err());
        assertThat(push.err()).contains("the disk of the server refused: ");
        Files.delete(objects);
        Files.move(away, objects);
        ada.git(work, "push", ada.url("thing"), "main").ok();
    }
}
