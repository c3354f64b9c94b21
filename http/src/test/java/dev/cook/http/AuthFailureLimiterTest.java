package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.http.exchange.HttpLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Wrong secrets cost nobody else anything who has a right one, whatever address they share. */
class AuthFailureLimiterTest {
    @Test
    void cookiesAndCodesWorkWhereSomebodyGuesses() throws Exception {
        try (HttpTestServer server = new HttpTestServer();
                HttpClient client = HttpClient.newHttpClient()) {
            Account ada = server.account("ada");
            for (int i = 0; i < HttpLimits.standard().wrongSecrets() + 5; i++) {
                client.send(
                        get(server, "/", "Authorization", "Bearer wrong-" + i), HttpResponse.BodyHandlers.discarding());
            }

            assertThat(client.send(
                                    get(server, "/api/gates/1", "Authorization", "Bearer wrong"),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(429);
            assertThat(client.send(
                                    get(server, "/", "Cookie", server.cookie(ada)),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            HttpRequest code = HttpRequest.newBuilder(URI.create(server.server.url() + "/login"))
                    .header("Origin", server.server.url())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("code=" + server.code(ada)))
                    .build();
            assertThat(client.send(code, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(303);
        }
    }

    private static HttpRequest get(HttpTestServer server, String path, String header, String value) {
        return HttpRequest.newBuilder(URI.create(server.server.url() + path))
                .header(header, value)
                .build();
    }
}
