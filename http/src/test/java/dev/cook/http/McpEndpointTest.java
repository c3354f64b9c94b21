package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.mcp.McpServer;
import dev.cook.http.api.McpEndpoint;
import dev.cook.http.exchange.HttpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** What the address of agents' tools takes and refuses, before anybody looks into a message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpEndpointTest {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final String PONG = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

    private final HttpTestServer server = new HttpTestServer();
    private final String bearer = server.bearer();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterAll
    void close() throws IOException {
        client.close();
        server.close();
    }

    private HttpResponse<String> send(String method, String bearer, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port + McpEndpoint.PATH))
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
        HttpResponse<String> answer = send("POST", bearer, PING, "MCP-Protocol-Version", "2025-06-18");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).satisfies(json -> assertThat(new JsonMapper().readTree(json))
                .isEqualTo(new JsonMapper().readTree(PONG)));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void whatWantsNoAnswerIsAccepted() throws Exception {
        HttpResponse<String> answer =
                send("POST", bearer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void whatIsNoMessageIsTheClientsMistake() throws Exception {
        assertThat(send("POST", bearer, "noise").statusCode()).isEqualTo(400);
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
        assertThat(send("POST", bearer, PING).statusCode()).isEqualTo(200);
    }

    /** Whoever keeps a connection would send the next request into one that is being closed. */
    @Test
    void whoIsRefusedBeforeTheBodyCameIsToldThatTheConnectionEnds() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
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
        assertThat(send("POST", bearer, PING, "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", bearer, PING, "Origin", server.server.url()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void thereIsNothingToListenToAndNothingToEnd() throws Exception {
        for (String method : new String[] {"GET", "DELETE", "PUT"}) {
            HttpResponse<String> answer = send(method, bearer, "");
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void otherFormsVersionsAndSizesAreRefused() throws Exception {
        HttpRequest form = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + McpEndpoint.PATH))
                .POST(HttpRequest.BodyPublishers.ofString(PING))
                .header("Content-Type", "text/plain")
                .header("Authorization", "Bearer " + bearer)
                .build();
        assertThat(client.send(form, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
        assertThat(send("POST", bearer, PING, "MCP-Protocol-Version", "1999-01-01")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", bearer, PING + " ".repeat(McpServer.LONGEST)).statusCode())
                .isEqualTo(413);
        assertThat(send("POST", bearer, PING + " ".repeat(McpServer.LONGEST - PING.length()))
                        .statusCode())
                .isEqualTo(200);
    }
}
