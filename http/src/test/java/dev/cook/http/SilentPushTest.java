package dev.cook.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.domain.Account;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.http.exchange.HttpLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that has begun its push and compresses before it says more. */
class SilentPushTest {
    private static final int MIB = 1 << 20;

    /** Much longer than a connection may be idle here. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private static HttpLimits limits() {
        return HttpLimits.standard().with(16 * MIB, 100, 50, Duration.ofSeconds(2));
    }

    private record Pushing(HttpTestServer server, String token, String tip) {
        static Pushing to(HttpTestServer server, Path directory) throws Exception {
            Account ada = server.account("ada");
            Repo tea = server.repo("tea", ada);
            server.store.change(tx -> tx.accounts().grant(tea.id(), ada.id(), Role.ADMIN));
            String token = server.token(ada);
            GitClient git = new GitClient(directory);
            Path work = Files.createDirectory(directory.resolve("work"));
            git.ok(work, "init", "-q", "-b", "main");
            git.ok(work, "commit", "-q", "--allow-empty", "-m", "one");
            git.ok(work, "push", "http://ada:" + token + "@127.0.0.1:" + server.port + "/tea", "main");
            return new Pushing(server, token, git.ok(work, "rev-parse", "HEAD").strip());
        }

        /** Sends what it pushes, and not yet the pack. */
        Socket begin() throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port);
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST /tea/git-receive-pack HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                    + "Authorization: Bearer " + token + "\r\n"
                                    + "Content-Type: application/x-git-receive-pack-request\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n")
                            .getBytes(ISO_8859_1));
            String command = "0".repeat(40) + " " + tip + " refs/heads/other\0report-status";
            chunk(socket, "%04x%s0000".formatted(command.length() + 4, command).getBytes(ISO_8859_1));
            return socket;
        }
    }

    private static void chunk(Socket socket, byte[] content) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(ISO_8859_1));
        chunk.writeBytes(content);
        chunk.writeBytes("\r\n".getBytes(ISO_8859_1));
        socket.getOutputStream().write(chunk.toByteArray());
    }

    /** A pack of nothing: what it pushes is here already. */
    private static byte[] emptyPack() throws Exception {
        ByteBuffer head = ByteBuffer.allocate(12)
                .put("PACK".getBytes(ISO_8859_1))
                .putInt(2)
                .putInt(0);
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        pack.writeBytes(head.array());
        pack.writeBytes(MessageDigest.getInstance("SHA-1").digest(head.array()));
        return pack.toByteArray();
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Test
    void aPushMayBeSilentForLongerThanAConnectionMayBeIdle() throws Exception {
        try (HttpTestServer server = new HttpTestServer(limits(), 0)) {
            Pushing pushing = Pushing.to(server, directory);
            try (Socket socket = pushing.begin()) {
                // Nothing is waited for here: the silence is what is tested.
                assertThat(new CountDownLatch(1).await(SILENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .isFalse();
                chunk(socket, emptyPack());
                socket.getOutputStream().write("0\r\n\r\n".getBytes(ISO_8859_1));

                assertThat(answer(socket)).contains("unpack ok", "ok refs/heads/other");
            }
        }
    }

    @Test
    void aPushThatIsSilentForTooLongIsToldForHowLong() throws Exception {
        try (HttpTestServer server =
                new HttpTestServer(limits().with(some -> some.pushSilence = Duration.ofSeconds(1)), 0)) {
            Pushing pushing = Pushing.to(server, directory);
            try (Socket socket = pushing.begin()) {
                assertThat(answer(socket))
                        .contains("unpack error the client sent nothing for 1 s, the longest time allowed");
            }
        }
    }
}
