package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cook.domain.Account;
import dev.cook.domain.Branch;
import dev.cook.domain.CandidateId;
import dev.cook.domain.GateKind;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Oid;
import dev.cook.domain.PlannedGate;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs see and steer branches over the JSON API, as far as their token allows. */
class RestApiTest {
    private static final String REPO = "/api/v1/repos/team/tea/-/";

    private static HttpTestServer server;
    private static HttpClient http;
    private static Repo tea;
    private static String base;
    private static String tip;
    private static String admin;

    @TempDir
    private static Path directory;

    private static String reader;
    private static String other;
    private static String stranger;

    @BeforeAll
    static void open() throws Exception {
        server = new HttpTestServer();
        http = HttpClient.newHttpClient();
        Account ada = server.account("ada");
        tea = server.repo("team/tea", ada);
        server.grant(tea, ada, Role.ADMIN);
        admin = server.token(ada);
        reader = readOnly(ada);
        Account bob = server.account("bob");
        server.grant(tea, bob, Role.WRITE);
        other = server.token(bob);
        stranger = server.token(server.account("eve"));
        GitClient git = new GitClient(Files.createDirectory(directory.resolve("home")));
        Path work = directory.resolve("work");
        git.ok(directory, "init", "-q", "-b", "main", work.toString());
        git.ok(work, "commit", "-q", "--allow-empty", "-m", "Begin");
        base = git.ok(work, "rev-parse", "HEAD").strip();
        String url = "http://ada:" + admin + "@127.0.0.1:" + server.port + "/team/tea.git";
        git.ok(work, "push", "-q", url, "main");
        Files.writeString(work.resolve("tea"), "hot\n");
        git.ok(work, "add", "-A");
        git.ok(work, "commit", "-q", "-m", "Brew");
        tip = git.ok(work, "rev-parse", "HEAD").strip();
        git.ok(work, "push", "-q", url, "HEAD:refs/heads/real/one");
    }

    /** A token of somebody who may do everything, which may only read. */
    private static String readOnly(Account account) {
        String secret = Secrets.fresh("cook_");
        server.store.change(tx -> tx.tokens()
                .create(
                        account.id(),
                        Secrets.hash(secret),
                        "test",
                        Role.READ,
                        tx.now().plus(Duration.ofDays(1))));
        return secret;
    }

    @AfterAll
    static void close() throws IOException {
        http.close();
        server.close();
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String token, String body) throws Exception {
        return send(
                request(path, token).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode json(String path) throws Exception {
        return ok(send(request(path, admin)));
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode())
                .as("%s: %s", answer.uri(), answer.body())
                .isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode())
                .as("%s: %s", answer.uri(), answer.body())
                .isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("wayOut").asString()).isNotBlank();
        return problem;
    }

    private static List<String> texts(JsonNode list, String part) {
        return list.valueStream().map(each -> each.path(part).asString()).toList();
    }

    @Test
    void branchesAreListedPageByPageAndShownWithWhatTheyWaitFor() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.branch(tea, "list/n" + i, "brew pot " + i);
        }
        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            JsonNode page = json(REPO + "branches?q=brew&who=ada&state=active&limit=2"
                    + (next.get().isEmpty() ? "" : "&cursor=" + next.get()));
            assertThat(page.path("branches").size()).isBetween(1, 2);
            names.addAll(texts(page.path("branches"), "name"));
            next = page.path("next").isNull()
                    ? Optional.empty()
                    : Optional.of(page.path("next").asString());
        }
        assertThat(names).containsExactly("list/n4", "list/n3", "list/n2", "list/n1", "list/n0");
        assertThat(json(REPO + "branches?q=brew&state=landed").path("branches").size())
                .isZero();
        assertThat(json(REPO + "branches?who=nobody").path("branches").size()).isZero();

        JsonNode shown = json(REPO + "branches/list/n3");
        assertThat(shown.path("branch").path("prompt").asString()).isEqualTo("brew pot 3");
        assertThat(texts(shown.path("checks"), "what")).contains("the work is not done yet");
        assertThat(texts(json(REPO + "branches/list/n3/-/timeline").path("events"), "type"))
                .containsExactly("branch.started");
        assertThat(texts(json("/api/v1/repos").path("repos"), "name")).containsExactly("team/tea");
        assertThat(json(REPO + "queue").path("target").asString()).isEqualTo("main");
        assertThat(json(REPO + "gates").path("days").isArray()).isTrue();
        assertThat(json("/api/v1/costs?by=agent&repo=team/tea").path("by").asString())
                .isEqualTo("agent");
    }

    @Test
    void aBranchIsHeldReleasedAndAbandonedByWhoMayAndTold() throws Exception {
        server.branch(tea, "steer", "x");
        assertThat(ok(post(REPO + "branches/steer/-/hold", admin, "{\"reason\":\"wait\"}"))
                        .path("said")
                        .asString())
                .contains("on hold");
        assertThat(json(REPO + "branches/steer").path("branch").path("heldBy").asString())
                .isEqualTo("ada: wait");
        problem(post(REPO + "branches/steer/-/release", reader, "{}"), 403);
        ok(post(REPO + "branches/steer/-/release", admin, "{}"));
        problem(post(REPO + "branches/steer/-/release", admin, "{}"), 409);
        problem(post(REPO + "branches/steer/-/say", admin, "{\"text\":\"hi\"}"), 409);
        problem(post(REPO + "branches/steer/-/land", admin, "{\"commit\":\"abc\"}"), 400);
        assertThat(problem(post(REPO + "branches/steer/-/land", admin, "{}"), 400)
                        .path("detail")
                        .asString())
                .contains("commit is missing");
        problem(post(REPO + "branches/steer/-/move", admin, "{\"to\":\"first\"}"), 409);
        problem(post(REPO + "branches/steer/-/move", admin, "{\"to\":\"priority\",\"priority\":101}"), 400);
        problem(post(REPO + "branches/steer/-/rerun", admin, "{}"), 409);
        problem(post(REPO + "branches/steer/-/abandon", admin, "{\"reason\":\"no\"}"), 409);
    }

    @Test
    void whatWasPushedIsShownLandedWithTheCommitThatWasSeenAndAbandoned() throws Exception {
        JsonNode shown = json(REPO + "branches/real/one");
        assertThat(shown.path("tip").asString()).isEqualTo(tip);
        assertThat(json(shown.path("change").asString()).path("to").asString()).isEqualTo(tip);
        assertThat(json(REPO + "branches/real/one/-/comments").path("comments").size())
                .isZero();
        String land = REPO + "branches/real/one/-/land";
        problem(post(land, reader, "{\"commit\":\"" + tip + "\"}"), 403);
        problem(post(land, admin, "{\"commit\":\"" + base + "\"}"), 409);
        assertThat(ok(post(land, admin, "{\"commit\":\"" + tip + "\"}"))
                        .path("commit")
                        .asString())
                .isEqualTo(tip);
        assertThat(texts(json(REPO + "queue").path("lines"), "branch")).contains("real/one");
        ok(post(REPO + "branches/real/one/-/move", admin, "{\"to\":\"priority\",\"priority\":10}"));
        ok(post(REPO + "branches/real/one/-/abandon", admin, "{\"reason\":\"no\"}"));
        assertThat(json(REPO + "branches/real/one").path("branch").path("state").asString())
                .isEqualTo("abandoned");
    }

    @Test
    void theDocumentHasEachAnswerAsItIs() throws Exception {
        JsonNode document = ok(send(request("/api", "")));
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        Branch branch = server.branch(tea, "documented", "x");
        server.turn(branch);
        server.approval(server.candidate(branch), "ada");
        int reads = 0;
        for (String path : document.path("paths").propertyNames()) {
            String address = path.replace("{repo}", "team/tea").replace("{branch}", "documented");
            for (String method : document.path("paths").path(path).propertyNames()) {
                if (!method.equals("get")) {
                    // Nothing at all is no body of any of them, so each says so instead of doing something.
                    problem(post(address.replaceAll("\\{[a-z]+}", "1"), admin, ""), 400);
                    continue;
                }
                reads++;
                String schema = "/paths/" + path.replace("~", "~0").replace("/", "~1")
                        + "/get/responses/200/content/application~1json/schema";
                assertThat(errors(document, schema, json(address))).as(path).isEmpty();
            }
        }
        assertThat(reads).isGreaterThanOrEqualTo(8);
        assertThat(errors(
                        document,
                        "/components/schemas/ProblemJson",
                        problem(send(request(REPO + "branches/none", admin)), 404)))
                .isEmpty();
        assertThat(errors(
                        document,
                        "/components/schemas/BranchDetail",
                        problem(send(request(REPO + "branches/none", admin)), 404)))
                .isNotEmpty();
    }

    /** What a validator of JSON Schema says of an answer. */
    private static List<String> errors(JsonNode document, String at, JsonNode answer) {
        return SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(Map.of("https://cook.test/api", document.toString())))
                .getSchema(SchemaLocation.of("https://cook.test/api#" + at))
                .validate(answer)
                .stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void anApprovalIsAnsweredAndASessionKilled() throws Exception {
        Branch branch = server.branch(tea, "gated", "x");
        server.turn(branch);
        long session = server.store
                .read(tx -> tx.sessions().alive(branch.id()))
                .orElseThrow()
                .id()
                .value();
        problem(post("/api/v1/sessions/" + session + "/-/kill", stranger, "{}"), 404);
        problem(post("/api/v1/sessions/" + session + "/-/kill", reader, "{}"), 403);
        ok(post("/api/v1/sessions/" + session + "/-/kill", admin, "{}"));
        problem(post("/api/v1/sessions/" + session + "/-/kill", admin, "{}"), 409);
        CandidateId candidate = server.store.write(tx -> {
            CandidateId opened = tx.candidates().open(branch, new Oid(base), new Oid(tip), new Oid(tip));
            tx.candidates().markPlanned(opened, 1);
            return opened;
        });
        GateRunId run = server.store.write(tx -> {
            GateRunId asked = tx.gateRuns()
                    .queue(
                            candidate,
                            new PlannedGate("looked-at", GateKind.APPROVAL, """
                                {"name": "looked-at", "kind": "approval", "count": 1, "by": ["bob"], "timeout": "PT1H"}\
                                """, List.of(), List.of(), true, 0, 3600));
            tx.gateRuns().markWaiting(asked, new Oid(tip));
            return asked;
        });
        problem(post("/api/v1/gates/" + run + "/-/approve", stranger, "{}"), 404);
        problem(post("/api/v1/gates/" + run + "/-/approve", admin, "{}"), 403);
        assertThat(ok(post("/api/v1/gates/" + run + "/-/approve", other, "{}"))
                        .path("state")
                        .asString())
                .isEqualTo("passed");
    }

    @Test
    void othersRepositoriesLookAsIfTheyWereNotThere() throws Exception {
        server.branch(tea, "secret", "x");
        for (String path : List.of("branches", "branches/secret", "queue", "gates", "branches/secret/-/comments")) {
            String there = problem(send(request(REPO + path, stranger)), 404).toString();
            String absent = problem(send(request(REPO.replace("team/tea", "team/pot") + path, stranger)), 404)
                    .toString();
            assertThat(there.replace("team/tea", "team/pot")).isEqualTo(absent);
        }
        problem(post(REPO + "branches/secret/-/hold", stranger, "{}"), 404);
        problem(post(REPO + "branches", stranger, "{\"name\":\"a\",\"agent\":\"b\",\"prompt\":\"c\"}"), 404);
        assertThat(json("/api/v1/costs").path("lines").isArray()).isTrue();
        problem(send(request("/api/v1/costs?repo=team/tea", stranger)), 404);
        assertThat(ok(send(request("/api/v1/repos", stranger))).path("repos").size())
                .isZero();
    }

    @Test
    void badRequestsAreToldWhatIsWrong() throws Exception {
        server.branch(tea, "bad", "x");
        problem(send(request(REPO + "branches", "")), 401);
        HttpResponse<String> wrong = send(request(REPO + "branches", admin).DELETE());
        problem(wrong, 405);
        assertThat(wrong.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        String hold = REPO + "branches/bad/-/hold";
        problem(send(request(hold, admin).POST(BodyPublishers.ofString("{}"))), 415);
        problem(post(hold, admin, "{\"reason\":\"" + "x".repeat(600_000) + "\"}"), 413);
        assertThat(problem(post(hold, admin, "{\"raeson\":\"x\"}"), 400)
                        .path("detail")
                        .asString())
                .contains("raeson");
        problem(post(hold, admin, "{\"reason\":{}}"), 400);
        problem(post(hold, admin, "{\"reason\":\"a\",\"reason\":\"b\"}"), 400);
        problem(post(hold, admin, "[]"), 400);
        problem(post(hold, admin, ""), 400);
        problem(post(hold, admin, "[".repeat(10_000)), 400);
        problem(send(request(REPO + "branches?limit=101", admin)), 400);
        problem(send(request(REPO + "branches?cursor=AAAA", admin)), 400);
        problem(send(request(REPO + "branches?state=lost", admin)), 400);
        problem(send(request(REPO + "queue?target=none", admin)), 404);
        problem(send(request(REPO + "branches/none", admin)), 404);
        problem(post(REPO + "branches", admin, "{\"name\":\"a..b\",\"agent\":\"b\",\"prompt\":\"c\"}"), 400);
        problem(post(REPO + "branches", admin, "{\"name\":\"a\",\"agent\":\"b\",\"prompt\":\"c\"}"), 422);
    }

    @Test
    void aKnownVersionIsNotSentAgain() throws Exception {
        Branch branch = server.branch(tea, "known", "x");
        String address = REPO + "branches/known";
        String tag = send(request(address, admin)).headers().firstValue("ETag").orElseThrow();
        assertThat(send(request(address, admin).header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
        server.waits(branch, "tea");
        assertThat(send(request(address, admin).header("If-None-Match", tag)).statusCode())
                .isEqualTo(200);
        problem(
                send(request(address + "/-/land", admin)
                        .header("Content-Type", "application/json")
                        .header("If-Match", "\"" + "0".repeat(40) + "\"")
                        .POST(BodyPublishers.ofString("{\"commit\":\"" + "0".repeat(40) + "\"}"))),
                412);
    }
}
