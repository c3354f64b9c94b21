package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Git LFS over HTTP, said word for word: what no honest client would say is here, too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LfsOverHttpTest {
    private static final byte[] SONG = "la la la\n".getBytes(StandardCharsets.UTF_8);
    private static final String OID = oid(SONG);

    private final HttpTestServer server = new HttpTestServer();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Account ada = server.account("ada");
    private final Account bob = server.account("bob");
    private final Repo tea = server.repo("team/tea", ada);
    private final String token = server.token(ada);
    private final String reader = server.token(bob);

    LfsOverHttpTest() {
        server.repo("coffee", ada);
        server.store.change(tx -> tx.accounts().grant(tea.id(), bob.id(), Role.READ));
    }

    @AfterAll
    void close() throws IOException {
        http.close();
        server.close();
    }

    private static String oid(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder to(String path, String bearer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + path));
        return bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> batch(String repo, String bearer, String body) throws Exception {
        return send(to("/" + repo + ".git/info/lfs/objects/batch", bearer)
                .header("Content-Type", "application/vnd.git-lfs+json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String asked(String operation, String oid, long size) {
        return "{\"operation\":\"%s\",\"transfers\":[\"basic\"],\"objects\":[{\"oid\":\"%s\",\"size\":%d}]}"
                .formatted(operation, oid, size);
    }

    private static JsonNode first(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.git-lfs+json");
        return JsonMapper.shared().readTree(answer.body()).path("objects").path(0);
    }

    /** What a client sends to where an answer says. */
    private HttpResponse<String> follow(JsonNode action, String method, BodyPublisher body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(action.path("href").asString()))
                .header(
                        "Authorization",
                        action.path("header").path("Authorization").asString())
                .method(method, body));
    }

    private void uploaded(String repo, byte[] content) throws Exception {
        JsonNode object = first(batch(repo, token, asked("upload", oid(content), content.length)));
        if (object.has("actions")) {
            HttpResponse<String> put =
                    follow(object.path("actions").path("upload"), "PUT", BodyPublishers.ofByteArray(content));
            assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        }
    }

    @Test
    void anObjectGoesUpIsVerifiedAndComesDown() throws Exception {
        byte[] content = "up and down".getBytes(StandardCharsets.UTF_8);
        JsonNode up = first(batch("team/tea", token, asked("upload", oid(content), content.length)));
        JsonNode verify = up.path("actions").path("verify");
        BodyPublisher said = BodyPublishers.ofString("{\"oid\":\"" + oid(content) + "\",\"size\":11}");

        int before = follow(verify, "POST", said).statusCode();
        follow(up.path("actions").path("upload"), "PUT", BodyPublishers.ofByteArray(content));
        int after = follow(verify, "POST", said).statusCode();
        JsonNode again = first(batch("team/tea", token, asked("upload", oid(content), content.length)));
        JsonNode down = first(batch("team/tea", reader, asked("download", oid(content), content.length)));

        assertThat(before).isEqualTo(404);
        assertThat(after).isEqualTo(200);
        assertThat(again.has("actions")).as("nothing is left to do").isFalse();
        assertThat(follow(down.path("actions").path("download"), "GET", BodyPublishers.noBody())
                        .body())
                .isEqualTo("up and down");
        assertThat(down.path("actions").path("download").path("expires_in").asInt())
                .isEqualTo(900);
    }

    @Test
    void aPartOfAnObjectComesDown() throws Exception {
        uploaded("team/tea", SONG);
        String path = "/team/tea.git/info/lfs/objects/" + OID;

        HttpResponse<String> part = send(to(path, token).header("Range", "bytes=3-4"));
        HttpResponse<String> outside = send(to(path, token).header("Range", "bytes=9-"));
        HttpResponse<String> head = send(to(path, token).method("HEAD", BodyPublishers.noBody()));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("la");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 3-4/9");
        assertThat(outside.statusCode()).isEqualTo(416);
        assertThat(head.headers().firstValue("Content-Length")).contains("9");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void whatHasAnotherHashOrSizeIsRefusedAndNotThere() throws Exception {
        byte[] content = "what was meant".getBytes(StandardCharsets.UTF_8);
        JsonNode upload = first(batch("team/tea", token, asked("upload", oid(content), content.length)))
                .path("actions")
                .path("upload");

        HttpResponse<String> other =
                follow(upload, "PUT", BodyPublishers.ofByteArray("what was sent!".getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> less = follow(upload, "PUT", BodyPublishers.ofString("what"));
        HttpResponse<String> more = follow(
                upload,
                "PUT",
                BodyPublishers.fromPublisher(
                        BodyPublishers.ofString("what was meant and then some more".repeat(10_000))));

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("nothing was kept");
        assertThat(less.statusCode()).isEqualTo(422);
        assertThat(more.statusCode()).isEqualTo(422);
        assertThat(first(batch("team/tea", token, asked("download", oid(content), content.length)))
                        .path("error")
                        .path("code")
                        .asInt())
                .isEqualTo(404);
    }

    @Test
    void anObjectOfAnotherRepositoryIsNotThere() throws Exception {
        uploaded("coffee", SONG);
        String path = "/coffee.git/info/lfs/objects/" + OID;
        byte[] secret = "a secret of coffee".getBytes(StandardCharsets.UTF_8);
        uploaded("coffee", secret);

        assertThat(first(batch("team/tea", reader, asked("download", oid(secret), secret.length)))
                        .path("error")
                        .path("code")
                        .asInt())
                .as("by its name in a repository that bob reads")
                .isEqualTo(404);
        assertThat(first(batch("team/tea", token, asked("upload", oid(secret), secret.length)))
                        .has("actions"))
                .as("whoever says that they have it sends it")
                .isTrue();
        assertThat(batch("coffee", reader, asked("download", OID, SONG.length)).statusCode())
                .isEqualTo(404);
        assertThat(send(to(path, reader)).statusCode()).isEqualTo(404);
        assertThat(send(to("/team/tea.git/info/lfs/objects/" + oid(secret), reader))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTokenForTransfersIsGoodForWhatItWasMadeFor() throws Exception {
        uploaded("team/tea", SONG);
        uploaded("coffee", SONG);
        String down = bearer(first(batch("team/tea", token, asked("download", OID, SONG.length))), "download");
        byte[] content = "for a token".getBytes(StandardCharsets.UTF_8);
        String up = bearer(first(batch("team/tea", token, asked("upload", oid(content), 11))), "upload");
        String put = "/team/tea.git/info/lfs/objects/" + oid(content) + "/11";

        assertThat(send(to("/team/tea.git/info/lfs/objects/" + OID, down)).statusCode())
                .isEqualTo(200);
        assertThat(send(to("/coffee.git/info/lfs/objects/" + OID, down)).statusCode())
                .as("another repository")
                .isEqualTo(401);
        assertThat(send(to(put, down).PUT(BodyPublishers.ofByteArray(content))).statusCode())
                .as("another operation")
                .isEqualTo(401);
        assertThat(send(to("/api/repos/coffee/commits/" + "a".repeat(40) + "/status", down))
                        .statusCode())
                .as("it is no token of an account")
                .isEqualTo(401);
        assertThat(send(to("/team/tea.git/info/refs?service=git-upload-pack", down))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(to(put, up).PUT(BodyPublishers.ofByteArray(content))).statusCode())
                .isEqualTo(200);
    }

    private static String bearer(JsonNode object, String action) {
        return object.path("actions")
                .path(action)
                .path("header")
                .path("Authorization")
                .asString()
                .substring("Bearer ".length());
    }

    @Test
    void aTokenForTransfersEndsWithTheRoleOfWhoeverHasIt() throws Exception {
        Account eve = server.account("eve");
        server.store.change(tx -> tx.accounts().grant(tea.id(), eve.id(), Role.WRITE));
        byte[] content = "too late".getBytes(StandardCharsets.UTF_8);
        String up = bearer(first(batch("team/tea", server.token(eve), asked("upload", oid(content), 8))), "upload");
        String put = "/team/tea.git/info/lfs/objects/" + oid(content) + "/8";

        server.store.change(tx -> tx.accounts().grant(tea.id(), eve.id(), Role.READ));

        HttpResponse<String> answer = send(to(put, up).PUT(BodyPublishers.ofByteArray(content)));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("you may read here but not push");
    }

    @Test
    void whoMayOnlyReadUploadsNothingAndStrangersAreAskedForAToken() throws Exception {
        HttpResponse<String> read = batch("team/tea", reader, asked("upload", OID, SONG.length));
        HttpResponse<String> stranger = batch("team/tea", "", asked("download", OID, SONG.length));

        assertThat(read.statusCode()).isEqualTo(403);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("LFS-Authenticate")).contains("Basic realm=\"Cook\"");
        assertThat(JsonMapper.shared().readTree(stranger.body()).path("message").asString())
                .contains("token create");
    }

    @Test
    void locksAreNotOffered() throws Exception {
        HttpResponse<String> answer = send(to("/team/tea.git/info/lfs/locks/verify", token)
                .POST(BodyPublishers.ofString("{\"ref\":{\"name\":\"refs/heads/main\"}}")));

        assertThat(answer.statusCode())
                .as("the status that makes git-lfs stop asking")
                .isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../../../etc/passwd",
                "..%2f..%2fobjects%2f",
                "%2e%2e/%2e%2e/config",
                "aa/../../../HEAD",
                "ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789",
                "0123456789abcdef",
                ""
            })
    void aNameThatIsNoneLeadsNowhere(String name) throws Exception {
        HttpResponse<String> get = send(to("/team/tea.git/info/lfs/objects/" + name, token));

        assertThat(get.statusCode()).isIn(400, 404);
        assertThat(get.body()).doesNotContain("root:", "ref: refs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"operation\":\"delete\",\"objects\":[]}",
                "{\"operation\":\"upload\"}",
                "{\"operation\":\"upload\",\"objects\":{}}",
                "{\"operation\":\"upload\",\"objects\":[null]}",
                "{\"operation\":\"upload\",\"objects\":[{\"oid\":\"../../x\",\"size\":1}]}",
                "{\"operation\":\"upload\",\"objects\":[{\"oid\":\"%s\",\"size\":-1}]}",
                "{\"operation\":\"upload\",\"objects\":[{\"oid\":\"%s\",\"size\":1.5}]}",
                "{\"operation\":\"upload\",\"objects\":[{\"oid\":\"%s\",\"size\":99999999999999999999}]}",
                "{\"operation\":\"upload\",\"hash_algo\":\"md5\",\"objects\":[]}",
                "{\"operation\":\"upload\",\"transfers\":[\"tus\"],\"objects\":[]}"
            })
    void aBatchThatIsNoneIsToldWhatIsWrong(String body) throws Exception {
        HttpResponse<String> answer = batch("team/tea", token, body.replace("%s", OID));

        assertThat(answer.statusCode()).isBetween(400, 422);
        assertThat(JsonMapper.shared().readTree(answer.body()).path("message").asString())
                .isNotEmpty();
    }

    @Test
    void aHugeBatchIsRefused() throws Exception {
        String many = IntStream.range(0, 1_001)
                .mapToObj(i -> "{\"oid\":\"%064x\",\"size\":1}".formatted(i))
                .collect(Collectors.joining(","));

        assertThat(batch("team/tea", token, "{\"operation\":\"download\",\"objects\":[" + many + "]}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(batch("team/tea", token, " ".repeat(1 << 20)).statusCode()).isEqualTo(413);
        assertThat(batch("team/tea", token, "[".repeat(100_000)).statusCode()).isEqualTo(400);
    }
}
