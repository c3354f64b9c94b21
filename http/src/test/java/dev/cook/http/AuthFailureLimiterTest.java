package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Wrong secrets cost nobody else anything who has a right one, whatever address they share. */
class AuthFailureLimiterTest {
    @Test
    void cookiesAndCodesWorkWhereSomebodyGuesses() throws Exception {
        try (HttpTestServer kitchen = new HttpTestServer();
                HttpClient client = HttpClient.newHttpClient()) {
            Account ada = kitchen.account("ada");
            for (int i = 0; i < HttpLimits.standard().wrongSecrets() + 5; i++) {
                client.send(
                        get(kitchen, "/", "Authorization", "Bearer wrong-" + i),
                        HttpResponse.BodyHandlers.discarding());
            }

            assertThat(client.send(
                                    get(kitchen, "/api/gates/1", "Authorization", "Bearer wrong"),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(429);
            assertThat(client.send(
                                    get(kitchen, "/", "Cookie", kitchen.cookie(ada)),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
            HttpRequest code = HttpRequest.newBuilder(URI.create(kitchen.server.url() + "/login"))
                    .header("Origin", kitchen.server.url())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("code=" + kitchen.code(ada)))
                    .build();
            assertThat(client.send(code, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(303);
        }
    }

    private static HttpRequest get(HttpTestServer kitchen, String path, String header, String value) {
        return HttpRequest.newBuilder(URI.create(kitchen.server.url() + path))
                .header(header, value)
                .build();
    }
}
