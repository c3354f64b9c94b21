package dev.cook.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many connections one address may have open, and that those which ended do not count. */
class AddressLimitTest {
    private static final int MOST = 4;

    /** How a connection ends. */
    enum End {
        UNUSED,
        AFTER_AN_ANSWER,
        IN_THE_MIDDLE_OF_A_REQUEST,
        WITHOUT_A_GOODBYE,
        BY_THE_SERVER
    }

    private static Kitchen kitchen() {
        return new Kitchen(HttpLimits.standard().with(1 << 20, 100, MOST, Duration.ofMinutes(1)), 0);
    }

    @Test
    void anAddressHasOnlySoManyConnectionsAtOnce() throws Exception {
        List<Socket> open = new ArrayList<>();
        try (Kitchen kitchen = kitchen()) {
            for (int i = 0; i < MOST; i++) {
                open.add(connect(kitchen));
                assertThat(isAnswered(open.getLast())).isTrue();
            }
            try (Socket tooMany = connect(kitchen)) {
                assertThat(isAnswered(tooMany)).isFalse();
            }
            open.removeFirst().close();
            awaitRoom(kitchen);
        } finally {
            for (Socket each : open) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void connectionsThatEndedDoNotCount(End end) throws Exception {
        try (Kitchen kitchen = kitchen()) {
            for (int i = 0; i < 3 * MOST; i++) {
                awaitRoom(kitchen);
                end(connect(kitchen), end);
            }
            awaitRoom(kitchen);
        }
    }

    private static void end(Socket socket, End end) throws IOException {
        try (socket) {
            switch (end) {
                case UNUSED -> {}
                case AFTER_AN_ANSWER -> isAnswered(socket);
                case IN_THE_MIDDLE_OF_A_REQUEST ->
                    socket.getOutputStream().write("GET /health HTTP/1.1\r\nHo".getBytes(US_ASCII));
                case WITHOUT_A_GOODBYE -> {
                    isAnswered(socket);
                    socket.setSoLinger(true, 0);
                }
                case BY_THE_SERVER -> {
                    socket.getOutputStream()
                            .write("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
                    socket.getInputStream().readAllBytes();
                }
            }
        }
    }

    private static void awaitRoom(Kitchen kitchen) {
        await().until(() -> {
            try (Socket socket = connect(kitchen)) {
                return isAnswered(socket);
            }
        });
    }

    private static Socket connect(Kitchen kitchen) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), kitchen.port);
    }

    private static boolean isAnswered(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (SocketException e) {
            return false;
        }
    }
}
