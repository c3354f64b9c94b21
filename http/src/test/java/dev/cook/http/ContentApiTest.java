package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program reads a repository that it has no clone of. */
class ContentApiTest {
    private static final String TEA = "/api/v1/repos/team/tea/-/";

    @TempDir
    private static Path directory;

    private static HttpTestServer server;
    private static Repo tea;
    private static HttpClient http;
    private static String token;
    private static String stranger;
    private static String first;
    private static String second;

    @BeforeAll
    static void open() throws Exception {
        server = new HttpTestServer();
        http = HttpClient.newHttpClient();
        Account ada = server.account("ada");
        tea = server.repo("team/tea", ada);
        server.grant(tea, ada, Role.ADMIN);
        token = server.token(ada);
        stranger = server.token(server.account("eve"));
        GitClient git = new GitClient(Files.createDirectory(directory.resolve("home")));
        Path work = directory.resolve("work");
        git.ok(directory, "init", "-q", "-b", "main", work.toString());
        Files.writeString(work.resolve("brew"), "cold water\nleaf\n");
        Files.write(work.resolve("bin"), new byte[] {0, (byte) 0xff});
        Files.writeString(work.resolve("a b;c"), "odd\n");
        first = commit(git, work, "Begin");
        Files.writeString(work.resolve("brew"), "hot water\nleaf\n");
        for (int i = 0; i < 60; i++) {
            Files.writeString(work.resolve("f%02d".formatted(i)), "file %d\n".formatted(i));
        }
        second = commit(git, work, "Heat\n\nthe water");
        git.ok(work, "tag", "v1", first);
        git.ok(work, "push", "-q", "http://ada:" + token + "@127.0.0.1:" + server.port + "/team/tea.git", "main", "v1");
    }

    private static String commit(GitClient git, Path work, String message) throws Exception {
        git.ok(work, "add", "-A");
        git.ok(work, "commit", "-q", "-m", message);
        return git.ok(work, "rev-parse", "HEAD").strip();
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

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return http.send(request(path, token).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path, token);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return JsonMapper.shared().readTree(answer.body());
    }

    private static List<String> texts(JsonNode list, String part) {
        return list.valueStream().map(each -> each.path(part).asString()).toList();
    }

    @Test
    void filesAndDirectories() throws Exception {
        JsonNode root = json(TEA + "files/v1");
        assertThat(texts(root.path("entries"), "name")).containsExactly("a b;c", "bin", "brew");
        assertThat(root.path("commit").asString()).isEqualTo(first);
        assertThat(root.path("total").asInt()).isEqualTo(3);
        assertThat(root.path("next").isNull()).isTrue();
        assertThat(json(TEA + "files/main/brew").path("content").asString()).isEqualTo("hot water\nleaf\n");
        assertThat(json(TEA + "files/" + first + "/brew").path("content").asString())
                .isEqualTo("cold water\nleaf\n");
        assertThat(json(TEA + "files").path("kind").asString()).isEqualTo("directory");
        JsonNode bin = json(TEA + "files/main/bin");
        assertThat(bin.path("encoding").asString()).isEqualTo("base64");
        assertThat(bin.path("content").asString()).isEqualTo("AP8=");
        assertThat(get(bin.path("raw").asString(), token).statusCode()).isEqualTo(200);
        assertThat(json(TEA + "files/main?path=a%20b%3Bc").path("content").asString())
                .isEqualTo("odd\n");
    }

    @Test
    void historiesDiffsAndSearches() throws Exception {
        assertThat(texts(json(TEA + "history/main/brew").path("commits"), "subject"))
                .containsExactly("Heat", "Begin");
        JsonNode commit = json(TEA + "commit/" + second);
        assertThat(commit.path("message").asString()).startsWith("Heat\n\nthe water");
        assertThat(texts(commit.path("parents"), "").size()).isEqualTo(1);
        assertThat(commit.path("author").path("email").asString()).isEqualTo("ada@example.org");
        JsonNode diff = commit.path("diff");
        assertThat(diff.path("total").asInt()).isEqualTo(61);
        assertThat(texts(diff.path("files").path(0).path("hunks").path(0).path("lines"), "text"))
                .containsExactly("cold water", "hot water", "leaf");
        assertThat(texts(diff.path("files").path(0).path("hunks").path(0).path("lines"), "change"))
                .containsExactly("deleted", "added", "none");
        String next = diff.path("next").asString();
        JsonNode rest = json(next).path("diff");
        assertThat(diff.path("files").size() + rest.path("files").size()).isEqualTo(61);
        assertThat(rest.path("next").isNull()).isTrue();

        JsonNode comparison = json(TEA + "compare/v1...main");
        assertThat(comparison.path("base").asString()).isEqualTo(first);
        assertThat(texts(comparison.path("commits"), "id")).containsExactly(second);
        assertThat(texts(json(TEA + "blame/main/brew").path("regions"), "firstLine"))
                .containsExactly("1", "2");
        JsonNode found = json(TEA + "search/main?q=HOT+WATER");
        assertThat(found.path("files")
                        .path(0)
                        .path("lines")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("hot water");
        assertThat(found.path("complete").asBoolean()).isTrue();
        assertThat(texts(json(TEA + "heads").path("refs"), "name")).containsExactly("main");
        assertThat(texts(json(TEA + "tags").path("refs"), "name")).containsExactly("v1");
    }

    @Test
    void anErrorIsAProblemThatSaysTheWayOut() throws Exception {
        assertProblem(get(TEA + "files/nothing", token), 404);
        assertProblem(get(TEA + "files/main/nothing", token), 404);
        assertProblem(get(TEA + "search/main", token), 400);
        assertProblem(get(TEA + "compare/main", token), 400);
        assertProblem(get(TEA + "history/main?from=10001", token), 400);
        assertProblem(get(TEA + "commit/main?from=62", token), 404);
        assertProblem(get(TEA + "blame/main/bin", token), 404);
        assertProblem(get(TEA + "nothing", token), 404);
        assertProblem(get("/api/v1/repos/nothing", token), 404);
        assertProblem(get(TEA + "files/main", ""), 401);
        assertProblem(get(TEA + "files/main", "cook_wrong"), 401);
        HttpResponse<String> posted = http.send(
                request(TEA + "files/main", token)
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        assertProblem(posted, 405);
        HttpResponse<String> forbidden = get(TEA + "files/main", stranger);
        assertProblem(forbidden, 404);
        assertThat(forbidden.body().replace("team/tea", "team/pot"))
                .isEqualTo(get("/api/v1/repos/team/pot/-/files/main", stranger).body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.uri() + ": " + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
        assertThat(problem.path("wayOut").asString()).isNotBlank();
    }

    @Test
    void whatOnlyHiddenRefsHoldIsNotFoundAndAKnownVersionIsNotSentAgain() throws Exception {
        String tag =
                get(TEA + "files/" + second, token).headers().firstValue("ETag").orElseThrow();
        assertThat(http.send(
                                request(TEA + "files/" + second, token)
                                        .header("If-None-Match", tag)
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(304);
        server.store.change(tx -> tx.refs()
                .move(
                        tea.id(),
                        List.of(
                                RefChange.update("refs/heads/main", new Oid(second), new Oid(first), "forced"),
                                RefChange.create("refs/fossils/1/main", new Oid(second), "forced")),
                        "ada"));
        try {
            for (String kind : List.of("files/", "history/", "commit/", "compare/main...")) {
                assertProblem(get(TEA + kind + second, token), 404);
            }
            assertThat(http.send(
                                    request(TEA + "files/" + second, token)
                                            .header("If-None-Match", tag)
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
        } finally {
            server.store.change(tx -> tx.refs()
                    .move(
                            tea.id(),
                            List.of(RefChange.update("refs/heads/main", new Oid(first), new Oid(second), "again")),
                            "ada"));
        }
    }
}
