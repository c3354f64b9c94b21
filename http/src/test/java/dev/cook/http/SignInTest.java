package dev.cook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignInTest {
    private static HttpTestServer server;
    private static Account ada;

    @BeforeAll
    static void open() {
        server = new HttpTestServer();
        ada = server.account("ada");
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @Test
    void aCodeSignsABrowserInOnce() throws Exception {
        String code = server.code(ada);
        Browser stranger = new Browser(server.port, "");

        HttpResponse<String> first = stranger.post("/login", "same-origin", Map.of("code", code, "to", "/tea"));
        HttpResponse<String> second = stranger.post("/login", "same-origin", Map.of("code", code));

        assertThat(first.statusCode()).isEqualTo(303);
        assertThat(first.headers().firstValue("Location")).hasValue("/tea");
        String cookie = first.headers().allValues("Set-Cookie").getFirst();
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Lax").contains("Max-Age=2592000");
        assertThat(new Browser(server.port, cookie.split(";")[0]).get("/").body())
                .contains("Sign out");
        assertThat(second.statusCode()).isEqualTo(403);
        assertThat(second.body()).contains("Link expired").contains("ssh -p 2222 cook.example.org login");
    }

    @Test
    void lookingAtTheLinkDoesNotUseTheCodeUp() throws Exception {
        String code = server.code(ada);
        Browser stranger = new Browser(server.port, "");

        HttpResponse<String> preview = stranger.get("/login?code=" + code);

        assertThat(preview.statusCode()).isEqualTo(200);
        assertThat(preview.body()).contains(">Sign in<");
        assertThat(stranger.post("/login", "same-origin", Map.of("code", code)).statusCode())
                .isEqualTo(303);
    }

    @Test
    void nobodyIsSentToAnotherServer() throws Exception {
        Browser stranger = new Browser(server.port, "");
        for (String to : new String[] {"//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y"}) {
            HttpResponse<String> answer =
                    stranger.post("/login", "same-origin", Map.of("code", server.code(ada), "to", to));

            assertThat(answer.headers().firstValue("Location")).as(to).hasValue("/");
        }
    }

    @Test
    void aFormFromAnotherSiteIsRefused() throws Exception {
        String code = server.code(ada);
        Browser stranger = new Browser(server.port, "");

        assertThat(stranger.post("/login", "cross-site", Map.of("code", code)).statusCode())
                .isEqualTo(403);
        assertThat(stranger.post("/login", "same-site", Map.of("code", code)).statusCode())
                .isEqualTo(403);
        assertThat(stranger.post("/login", "same-origin", Map.of("code", code)).statusCode())
                .isEqualTo(303);
    }

    @Test
    void signingOutEndsTheCookie() throws Exception {
        Browser browser = new Browser(server.port, server.cookie(ada));

        HttpResponse<String> out = browser.post("/logout", "same-origin", Map.of());

        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(browser.get("/").statusCode()).isEqualTo(401);
    }

    @Test
    void aStrangerIsToldHowToSignInAndComesBackToThePageTheyWanted() throws Exception {
        HttpResponse<String> asked = new Browser(server.port, "").get("/sessions/7?x=1");
        String wanted = asked.headers().allValues("Set-Cookie").getFirst().split(";")[0];

        HttpResponse<String> signedIn =
                new Browser(server.port, wanted).post("/login", "same-origin", Map.of("code", server.code(ada)));

        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.body()).contains("ssh -p 2222 cook.example.org login");
        assertThat(signedIn.headers().firstValue("Location")).hasValue("/sessions/7?x=1");
    }
}
