package dev.cook.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cook.http.exchange.HttpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections there may be, which of them go first, and how long they may take to ask. */
class GuestsTest {
    private static final int MOST = 4;
    private static final String GET = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final String BODY = "{\"jsonrpc\":\"2.0\",\"method\":\"x\"}";

    /** A request that is being served for as long as its body does not come. */
    private static String served(String bearer) {
        return """
            POST /api/mcp HTTP/1.1
            Host: x
            Authorization: Bearer %s
            Content-Type: application/json
            Content-Length: %d
            Expect: 100-continue

            """.formatted(bearer, BODY.length()).replace("\n", "\r\n");
    }

    private final List<Socket> open = new ArrayList<>();

    /** How a connection ends. */
    enum End {
        UNUSED,
        AFTER_AN_ANSWER,
        IN_THE_MIDDLE_OF_A_REQUEST,
        WITHOUT_A_GOODBYE,
        BY_THE_SERVER
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket each : open) {
            each.close();
        }
    }

    private static HttpTestServer cook(int all, int perAddress) {
        return new HttpTestServer(
                HttpLimits.standard()
                        .with(1 << 20, all, perAddress, Duration.ofMinutes(1))
                        .with(some -> some.head = Duration.ofSeconds(2)),
                0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void idleConnectionsMakeRoomTheOldestFirst(boolean perAddress) throws Exception {
        try (HttpTestServer cook = perAddress ? cook(100, MOST) : cook(MOST, 100)) {
            for (int i = 0; i < MOST; i++) {
                assertThat(isAnswered(connect(cook))).isTrue();
            }
            for (int i = 0; i < 3 * MOST; i++) {
                assertThat(isAnswered(connect(cook))).isTrue();
            }
            assertThat(isClosed(open.getFirst())).isTrue();
            assertThat(isAnswered(open.getLast())).isTrue();
            hangUp();
        }
    }

    @Test
    void whoIsBeingServedIsNotClosedForAnother() throws Exception {
        try (HttpTestServer cook = cook(100, MOST)) {
            String bearer = cook.bearer();
            for (int i = 0; i < MOST; i++) {
                beServed(cook, bearer);
            }
            assertThat(isAnswered(connect(cook))).isFalse();
            for (Socket each : List.copyOf(open).subList(0, MOST)) {
                send(each, BODY);
                assertThat(each.getInputStream().readNBytes(12))
                        .asString(US_ASCII)
                        .isEqualTo("HTTP/1.1 202");
            }
            hangUp();
        }
    }

    @Test
    void healthIsToldWhenThereIsRoomForNobodyElse() throws Exception {
        try (HttpTestServer cook = cook(MOST, 100)) {
            String bearer = cook.bearer();
            for (int i = 0; i < MOST; i++) {
                beServed(cook, bearer);
            }
            assertThat(answer(cook, "/")).contains("503", "the server has too many connections");
            assertThat(answer(cook, "/health")).contains("200 OK");
        }
    }

    @Test
    void theHeadOfARequestHasToComeInTime() throws Exception {
        try (HttpTestServer cook = cook(100, 100)) {
            Socket silent = connect(cook);
            trickle(connect(cook));
            assertThat(isClosed(silent)).isTrue();
        }
    }

    @Test
    void aKeptConnectionMayRestButItsNextHeadHasToComeInTimeAsWell() throws Exception {
        try (HttpTestServer cook = cook(100, 100)) {
            Socket kept = connect(cook);
            assertThat(isAnswered(kept)).isTrue();
            // As long as another one takes to be closed.
            trickle(connect(cook));
            kept.getInputStream().skipNBytes(kept.getInputStream().available());
            assertThat(isAnswered(kept)).isTrue();
            kept.getInputStream().skipNBytes(kept.getInputStream().available());
            trickle(kept);
        }
    }

    @Test
    void aFormOfSomebodyWhoIsNotKnownYetHasToComeInTime() throws Exception {
        try (HttpTestServer cook = cook(100, 100)) {
            Socket socket = connect(cook);
            send(
                    socket,
                    "POST /login HTTP/1.1\r\nHost: x\r\nOrigin: " + cook.server.url()
                            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n");
            trickle(socket);
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void connectionsThatEndedDoNotCount(End end) throws Exception {
        try (HttpTestServer cook = cook(MOST, 100)) {
            String bearer = cook.bearer();
            for (int i = 0; i < 3 * MOST; i++) {
                end(connect(cook), end);
            }
            for (int i = 0; i < MOST; i++) {
                // One that ended and that the server takes in only now may still push out one that asks.
                await().ignoreExceptions().untilAsserted(() -> beServed(cook, bearer));
            }
            await().untilAsserted(() -> assertThat(answer(cook, "/")).contains("503"));
        }
    }

    /** A connection whose request is being served: the server has asked for its body. */
    private void beServed(HttpTestServer cook, String bearer) throws IOException {
        String goOn = "HTTP/1.1 100 Continue\r\n\r\n";
        Socket socket = connect(cook);
        send(socket, served(bearer));
        assertThat(socket.getInputStream().readNBytes(goOn.length()))
                .asString(US_ASCII)
                .isEqualTo(goOn);
    }

    private static void end(Socket socket, End end) throws IOException {
        try (socket) {
            switch (end) {
                case UNUSED -> {}
                case AFTER_AN_ANSWER -> isAnswered(socket);
                case IN_THE_MIDDLE_OF_A_REQUEST -> send(socket, "GET /health HTTP/1.1\r\nHo");
                case WITHOUT_A_GOODBYE -> {
                    isAnswered(socket);
                    socket.setSoLinger(true, 0);
                }
                case BY_THE_SERVER -> {
                    send(socket, "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                    socket.getInputStream().readAllBytes();
                }
            }
        }
    }

    /** Sends a byte now and then until the server closes the connection, which it does before the bytes are a minute's. */
    private static void trickle(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        for (int i = 0; i < 600; i++) {
            try {
                send(socket, "x");
                if (socket.getInputStream().read() < 0) {
                    return;
                }
            } catch (SocketTimeoutException slow) {
                // Not yet.
            } catch (SocketException closed) {
                return;
            }
        }
        throw new AssertionError("a client that sends a byte now and then is still listened to");
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private String answer(HttpTestServer cook, String path) throws IOException {
        Socket socket = connect(cook);
        try {
            send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (SocketException e) {
            return "";
        } finally {
            socket.close();
        }
    }

    private Socket connect(HttpTestServer cook) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), cook.port);
        open.add(socket);
        return socket;
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(US_ASCII));
    }

    private static boolean isAnswered(Socket socket) throws IOException {
        try {
            send(socket, GET);
            return socket.getInputStream().read() >= 0;
        } catch (SocketException e) {
            return false;
        }
    }
}
