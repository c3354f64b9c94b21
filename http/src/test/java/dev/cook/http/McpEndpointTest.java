package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Caller;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.Purpose;
import dev.cook.domain.RepoId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the address of agents' tools takes and refuses, before anybody looks into a message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpEndpointTest {
    private static final String BEARER = "the-bearer";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    private final Kitchen kitchen = new Kitchen(new McpDoor(
            bearer -> bearer.equals(BEARER)
                    ? Optional.of(new Caller.EnvironmentCaller(new EnvironmentId(7), new RepoId(1), Purpose.SESSION))
                    : Optional.empty(),
            version -> version.equals("2025-06-18"),
            1_000,
            McpEndpointTest::echo));
    private final HttpClient client = HttpClient.newHttpClient();

    /** Says who asked and what; nothing to "quiet", and does not understand "noise". */
    private static McpDoor.Reply echo(EnvironmentId caller, byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        return new McpDoor.Reply(
                !text.equals("noise"), text.equals("quiet") ? Optional.empty() : Optional.of(caller + ": " + text));
    }

    @AfterAll
    void close() {
        client.close();
        kitchen.close();
    }

    private HttpResponse<String> send(String method, String bearer, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + kitchen.port + McpEndpoint.PATH))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json; charset=utf-8");
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aMessageWithABearerIsAnswered() throws Exception {
        HttpResponse<String> answer = send("POST", BEARER, PING, "MCP-Protocol-Version", "2025-06-18");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("7: " + PING);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void whatWantsNoAnswerIsAccepted() throws Exception {
        HttpResponse<String> answer = send("POST", BEARER, "quiet");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void whatIsNoMessageIsTheClientsMistake() throws Exception {
        assertThat(send("POST", BEARER, "noise").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutTheRightBearerNothingIsSaid() throws Exception {
        assertThat(send("POST", "", PING).statusCode()).isEqualTo(401);
        HttpResponse<String> wrong = send("POST", "another", PING);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(send("GET", "another", "").statusCode()).isEqualTo(401);
    }

    @Test
    void manyWrongBearersLockNobodyOut() throws Exception {
        for (int i = 0; i < HttpLimits.standard().wrongSecrets() + 5; i++) {
            assertThat(send("POST", "wrong-" + i, PING).statusCode()).isEqualTo(401);
        }
        assertThat(send("POST", BEARER, PING).statusCode()).isEqualTo(200);
    }

    /** Whoever keeps a connection would send the next request into one that is being closed. */
    @Test
    void whoIsRefusedBeforeTheBodyCameIsToldThatTheConnectionEnds() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), kitchen.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + McpEndpoint.PATH
                                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n"
                                    + "Content-Length: 40\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 401 ").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void aPageOfAnotherSiteIsRefusedEvenWithTheBearer() throws Exception {
        assertThat(send("POST", BEARER, PING, "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", BEARER, PING, "Origin", kitchen.server.url()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void thereIsNothingToListenToAndNothingToEnd() throws Exception {
        for (String method : new String[] {"GET", "DELETE", "PUT"}) {
            HttpResponse<String> answer = send(method, BEARER, "");
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void otherFormsVersionsAndSizesAreRefused() throws Exception {
        HttpRequest form = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + kitchen.port + McpEndpoint.PATH))
                .POST(HttpRequest.BodyPublishers.ofString(PING))
                .header("Content-Type", "text/plain")
                .header("Authorization", "Bearer " + BEARER)
                .build();
        assertThat(client.send(form, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
        assertThat(send("POST", BEARER, PING, "MCP-Protocol-Version", "1999-01-01")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", BEARER, "x".repeat(1_001)).statusCode()).isEqualTo(413);
        assertThat(send("POST", BEARER, "x".repeat(1_000)).statusCode()).isEqualTo(200);
    }
}
