package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a browser's terminal is to those who speak its protocol without being Cook's own page. */
class TerminalSocketTest {
    private TestServer cook;
    private Chatting chatting;
    private String session;

    @BeforeEach
    void start() throws Exception {
        cook = TestServer.start(Map.of("chat", Chatting.AGENT));
        chatting = Chatting.with(cook);
        session = chatting.agentOn("fix");
    }

    @AfterEach
    void stop() throws Exception {
        cook.close();
    }

    @Test
    void aWebSocketOfAnotherSiteOrOfNobodyIsRefused() throws Exception {
        String ada = cookie(cook.admin());
        String own = cook.server().httpUrl();

        assertThat(refusal("/_/terminal/1", Map.of("Cookie", ada, "Origin", "https://evil.example")))
                .isEqualTo(403);
        assertThat(refusal("/_/terminal/1", Map.of("Cookie", ada, "Origin", "null")))
                .isEqualTo(403);
        assertThat(refusal("/_/terminal/1", Map.of("Cookie", ada))).isEqualTo(403);
        assertThat(refusal(
                        "/_/terminal/1",
                        Map.of("Cookie", ada, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")))
                .isEqualTo(403);
        assertThat(refusal("/_/terminal/1", Map.of("Origin", own))).isEqualTo(401);
        assertThat(refusal("/_/terminal/1", Map.of("Cookie", "cook=guessed", "Origin", own)))
                .isEqualTo(401);
        assertThat(refusal("/_/terminal/99", Map.of("Cookie", ada, "Origin", own)))
                .isEqualTo(404);
        assertThat(cook.server().viewers()).isZero();
        Heard heard = new Heard(true);
        WebSocket socket = open("/_/terminal/1?write&columns=90&rows=40", Map.of("Cookie", ada, "Origin", own), heard);
        heard.shows("there");
        socket.sendBinary(ByteBuffer.wrap("hello\r".getBytes(StandardCharsets.UTF_8)), true)
                .get();
        heard.shows("heard hello");
        socket.abort();
        Awaitility.await().until(() -> cook.server().viewers() == 0);
    }

    @Test
    void whoMayReadIsShownAndNotHeardWhateverTheySend() throws Exception {
        Person bob = cook.newcomer("bob");
        String cookie = cookie(bob);
        Map<String, String> headers =
                Map.of("Cookie", cookie, "Origin", cook.server().httpUrl());
        assertThat(refusal("/_/terminal/1", headers)).isEqualTo(404);
        cook.admin().ssh("repo", "role", "thing", "bob", "read").ok();
        assertThat(refusal("/_/terminal/1?write", headers)).isEqualTo(403);

        Heard heard = new Heard(true);
        WebSocket socket = open("/_/terminal/1?columns=100000&rows=0", headers, heard);
        heard.shows("there");
        socket.sendBinary(ByteBuffer.wrap("nobody hears this\r\u0003\u0002:".getBytes(StandardCharsets.UTF_8)), true)
                .get();
        socket.sendText("size 999999 999999", true).get();
        socket.sendText("size -1 x; kill-server", true).get();
        cook.admin().ssh("session", "say", session, "--type", "still here").ok();
        heard.shows("heard still here");
        assertThat(chatting.log(session)).doesNotContain("nobody hears");

        assertThat(socket.sendBinary(ByteBuffer.allocate(100_000), true)).isNotNull();
        assertThat(heard.closed.get(30, TimeUnit.SECONDS))
                .as("too large a message")
                .isIn(1006, 1009);
        Awaitility.await().until(() -> cook.server().viewers() == 0);
    }

    @Test
    void aViewerWhoNeverReadsHoldsNobodyUpAndIsLetGo() throws Exception {
        Map<String, String> headers =
                Map.of("Cookie", cookie(cook.admin()), "Origin", cook.server().httpUrl());
        open("/_/terminal/1", headers, new Heard(false));
        Awaitility.await().until(() -> cook.server().viewers() == 1);
        Heard heard = new Heard(true);
        WebSocket quick = open("/_/terminal/1?write&columns=90&rows=40", headers, heard);
        heard.shows("there");
        quick.sendBinary(ByteBuffer.wrap("flood\r".getBytes(StandardCharsets.UTF_8)), true)
                .get();

        heard.shows("flooded");
        quick.sendBinary(ByteBuffer.wrap("after\r".getBytes(StandardCharsets.UTF_8)), true)
                .get();
        heard.shows("heard after");
        Awaitility.await().until(() -> cook.server().viewers() == 1);
        assertThat(quick.isInputClosed()).isFalse();
        quick.abort();
    }

    private int refusal(String path, Map<String, String> headers) throws Exception {
        try {
            open(path, headers, new Heard(true)).abort();
            throw new AssertionError(path + " with " + headers + " was not refused");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    private WebSocket open(String path, Map<String, String> headers, WebSocket.Listener listener) throws Exception {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        headers.forEach(builder::header);
        return builder.buildAsync(URI.create(cook.server().httpUrl().replaceFirst("http", "ws") + path), listener)
                .get();
    }

    /** Signs in and answers the cookie, as it is sent. */
    private String cookie(Person person) throws Exception {
        CookieManager cookies = new CookieManager();
        try (HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build()) {
            String code = URI.create(Tab.link(person)).getQuery();
            HttpResponse<String> answer = browser.send(
                    HttpRequest.newBuilder(URI.create(cook.server().httpUrl() + "/login"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Origin", cook.server().httpUrl())
                            .POST(HttpRequest.BodyPublishers.ofString(code))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            Optional<HttpCookie> cookie = cookies.getCookieStore().getCookies().stream()
                    .filter(each -> each.getName().equals("cook"))
                    .findFirst();
            assertThat(cookie).as("cookie of %s", answer).isPresent();
            return "cook=" + cookie.orElseThrow().getValue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the server drew, if somebody reads it at all. */
    private static final class Heard implements WebSocket.Listener {
        private final boolean reads;
        private final StringBuilder drawn = new StringBuilder();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        Heard(boolean reads) {
            this.reads = reads;
        }

        @Override
        public void onOpen(WebSocket socket) {
            if (reads) {
                socket.request(1);
            }
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            synchronized (drawn) {
                drawn.append(StandardCharsets.UTF_8.decode(data));
            }
            socket.request(1);
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(1006);
        }

        void shows(String text) {
            Awaitility.await().untilAsserted(() -> {
                synchronized (drawn) {
                    assertThat(drawn).contains(text);
                }
            });
        }
    }
}
