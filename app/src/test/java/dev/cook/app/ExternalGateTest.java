package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Another system answers a gate, over HTTP or SSH, in time or not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalGateTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestServer cook;
    private final Person ci;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();

    ExternalGateTest() throws IOException, InterruptedException {
        cook = TestServer.start(Map.of());
        ci = cook.newcomer("ci");
        token = token("write");
    }

    @AfterAll
    void close() throws IOException {
        client.close();
        cook.close();
    }

    private String token(String scope) throws IOException, InterruptedException {
        return ci.ssh("token", "create", "--label", "lab", "--scope", scope, "--expires", "1h")
                .ok()
                .said()
                .strip();
    }

    private GatedRepo repo(String name, String timeout) throws IOException, InterruptedException {
        GatedRepo repo = GatedRepo.of(cook.admin(), name, """
                [[gates]]
                name = "lab"
                kind = "external"
                by = ["ci"]
                timeout = "%s"
                """.formatted(timeout));
        cook.admin().ssh("repo", "role", name, "ci", "write").ok();
        return repo;
    }

    private static String run(GatedRepo repo, String branch) throws IOException, InterruptedException {
        repo.awaitRuns(branch, "lab 1 waiting");
        return repo.json(branch).getFirst().path("run").asString();
    }

    private HttpResponse<String> post(String run, String bearer, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api/gates/" + run, bearer)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String bearer) {
        return HttpRequest.newBuilder(URI.create(cook.server().httpUrl() + path))
                .header("Authorization", "Bearer " + bearer);
    }

    private JsonNode status(GatedRepo repo, String commit) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                request("/api/repos/" + repo.name() + "/commits/" + commit + "/status", token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void aProgramIsToldAndAnswersOverHttpAndTheSameAgainChangesNothing() throws Exception {
        GatedRepo repo = repo("team/lab", "1h");
        repo.propose("fix", "a", "1\n");
        String run = run(repo, "fix");
        String tip = repo.owner().remoteTip("team/lab", "refs/heads/fix");
        assertThat(repo.shown("fix")).contains("gate lab needs an answer: waits for an answer until");
        assertThat(status(repo, tip).path("state").asString()).isEqualTo("pending");
        JsonNode asked = JSON.readTree(repo.owner()
                        .ssh("event", "tail", "--repo", "team/lab", "--json")
                        .ok()
                        .out())
                .valueStream()
                .filter(event -> event.path("type").asString().equals("gate.asked"))
                .findFirst()
                .orElseThrow()
                .path("data");
        assertThat(asked.path("run").asString()).isEqualTo(run);
        assertThat(asked.path("target").asString()).isEqualTo("main");

        String pass = "{\"answer\": \"pass\", \"comment\": \"80 tests\", \"url\": \"https://ci.example.org/7\"}";
        HttpResponse<String> answer = post(run, token, pass);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("state").asString()).isEqualTo("passed");
        assertThat(JSON.readTree(answer.body()).path("branches").toString()).isEqualTo("[\"fix\"]");
        assertThat(post(run, token, pass).statusCode()).isEqualTo(200);
        HttpResponse<String> other = post(run, token, "{\"answer\": \"fail\"}");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("the gate already has another answer", "wayOut");
        repo.await("fix", "landed on main");
        assertThat(repo.shown("fix"))
                .contains("gate lab passed: ci reported pass: 80 tests (https://ci.example.org/7)");
        assertThat(status(repo, tip))
                .isEqualTo(JSON.readTree(
                        ci.ssh("gate", "status", "team/lab", tip, "--json").ok().out()));
    }

    @Test
    void whoMayNotAnswerAndWhatIsNoAnswerIsRefusedWithTheWayOut() throws Exception {
        GatedRepo repo = repo("refusing", "1h");
        repo.propose("fix", "a", "1\n");
        String run = run(repo, "fix");
        String pass = "{\"answer\": \"pass\"}";

        assertThat(post(run, "cook_wrong", pass).statusCode()).isEqualTo(401);
        assertThat(post(run, "cook_wrong", pass).body()).contains("token create");
        assertThat(post(run, token("read"), pass).statusCode()).isEqualTo(403);
        assertThat(post("999999", token, pass).statusCode()).isEqualTo(404);
        assertThat(post(run, token, "pass").statusCode()).isEqualTo(400);
        assertThat(post(run, token, "{\"answer\": \"maybe\"}").body()).contains("pass");
        assertThat(post(run, token, "{\"answer\": \"pass\", \"more\": 1}").statusCode())
                .isEqualTo(400);
        assertThat(post(run, token, "{\"answer\": \"pass\", \"answer\": \"fail\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(run, token, "{\"answer\": \"pass\", \"url\": \"javascript:alert(1)\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(run, token, "{\"answer\": \"pass\", \"comment\": \"" + "x".repeat(5_000) + "\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(run, token, "{\"comment\": \"" + "x".repeat(60_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(repo.owner().ssh("gate", "answer", run, "pass").refused().err())
                .contains("the gate asks ci");
        assertThat(ci.ssh("gate", "approve", run).refused().err()).contains("gate answer " + run + " pass");
        assertThat(repo.runs("fix")).containsExactly("lab 1 waiting");
    }

    @Test
    void aFailureSaysWhyAndKeepsTheBranchOut() throws Exception {
        GatedRepo repo = repo("failing", "1h");
        String before = repo.main();
        repo.propose("fix", "a", "1\n");

        ci.ssh("gate", "answer", run(repo, "fix"), "fail", "--comment", "'3 tests failed'")
                .ok();

        repo.await("fix", "gate lab failed: ci reported fail: 3 tests failed");
        repo.await("fix", "needs attention");
        assertThat(repo.main()).isEqualTo(before);
    }

    @Test
    void whenNobodyAnswersInTimeTheGateHasFailedAndAnAnswerIsTooLate() throws Exception {
        GatedRepo repo = repo("late", "2s");
        repo.propose("fix", "a", "1\n");

        repo.await("fix", "gate lab failed: no answer within 2.0 s");

        String run = repo.json("fix").getFirst().path("run").asString();
        HttpResponse<String> late = post(run, token, "{\"answer\": \"pass\"}");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("no answer within", "gate run");
    }

    @Test
    void aTimeThatEndsWhileTheServerIsAwayHasEndedAndWhatWasSaidBeforeStillCounts() throws Exception {
        try (TestSite site = TestSite.open();
                ServerProcess server = ServerProcess.start(site)) {
            Person admin = server.admin();
            GatedRepo repo = GatedRepo.of(admin, "away", """
                    [[gates]]
                    name = "lab"
                    kind = "external"
                    timeout = "5s"
                    required = false

                    [[gates]]
                    name = "looked-at"
                    kind = "approval"
                    count = 2
                    by = ["ben", "cleo"]
                    """);
            Person ben = member(server, site, "ben");
            Person cleo = member(server, site, "cleo");
            repo.propose("fix", "a", "1\n");
            repo.await("fix", "waits for 2 of ben, cleo");
            ben.ssh("gate", "approve", "away", "fix").ok();

            server.kill();
            server.startAgain();

            repo.awaitRuns("fix", "lab 1 failed");
            assertThat(repo.json("fix").getFirst().path("reason").asString()).isEqualTo("no answer within 5.0 s");
            cleo.ssh("gate", "approve", "away", "fix").ok();
            repo.await("fix", "landed on main");
        }
    }

    private static Person member(ServerProcess server, TestSite site, String name) throws Exception {
        Person admin = server.admin();
        Person person = Person.in(site.directory().resolve(name), admin.sshUrl());
        admin.ssh("account", "create", name).ok();
        admin.sshWith(person.publicKey(), "key", "add", "--account", name).ok();
        admin.ssh("repo", "role", "away", name, "write").ok();
        return person;
    }

    @Test
    void anApprovalIsNotGivenByAProgram() throws Exception {
        GatedRepo repo = GatedRepo.of(cook.admin(), "people", """
                [[gates]]
                name = "looked-at"
                kind = "approval"
                by = ["ci"]
                """);
        cook.admin().ssh("repo", "role", "people", "ci", "write").ok();
        repo.propose("fix", "a", "1\n");
        repo.awaitRuns("fix", "looked-at 1 waiting");
        String run = repo.json("fix").getFirst().path("run").asString();

        HttpResponse<String> answer = post(run, token, "{\"answer\": \"pass\"}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("approve with `gate approve " + run + "`");
        assertThat(repo.runs("fix")).containsExactly("looked-at 1 waiting");
    }
}
