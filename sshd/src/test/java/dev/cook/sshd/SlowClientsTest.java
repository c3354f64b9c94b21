package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that would hold a place for a push, or the server's memory, for as long as they like. */
final class SlowClientsTest {
    private static final String FIRST_COMMAND = "0000000000000000000000000000000000000000"
            + " 1234567890123456789012345678901234567890 refs/heads/a\0report-status";

    @TempDir
    Path home;

    @Test
    void aPushThatTricklesIsEndedAndOthersGoOn() throws Exception {
        SshLimits limits = SshLimits.standard().withGit(1_000_000, Duration.ofMillis(200), 1 << 20);
        try (SshTestServer server = new SshTestServer(home, limits, (caller, words, io) -> 0)) {
            List<String> line = new ArrayList<>(List.of("ssh"));
            line.addAll(server.sshOptions());
            line.addAll(List.of("anybody@127.0.0.1", "git-receive-pack 'thing.git'"));
            Process push = new ProcessBuilder(line).redirectErrorStream(true).start();
            trickle(push);

            assertThat(push.waitFor(30, TimeUnit.SECONDS)).isTrue();

            assertThat(push.exitValue()).isEqualTo(1);
            assertThat(new String(push.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("unpack error the client sent less than 1000000 bytes a second")
                    .doesNotContain("that broke");
            assertThat(server.ssh(List.of(), "show").status()).isZero();
        }
    }

    @Test
    void aPushMayBeSilentWhileItsClientPacks() throws Exception {
        SshLimits limits = SshLimits.standard().withStall(Duration.ofMillis(200));
        try (SshTestServer server = new SshTestServer(home, limits, (caller, words, io) -> 0)) {
            Process push = pushThatPacks(server);
            try {
                assertThat(push.waitFor(2, TimeUnit.SECONDS)).as("it was ended").isFalse();
            } finally {
                push.destroyForcibly();
            }
        }
    }

    @Test
    void aPushThatIsSilentForTooLongIsToldForHowLong() throws Exception {
        SshLimits limits = SshLimits.standard().withGit(1_000_000, Duration.ofSeconds(1), 1 << 20);
        try (SshTestServer server = new SshTestServer(home, limits, (caller, words, io) -> 0)) {
            Process push = pushThatPacks(server);
            try {
                assertThat(push.waitFor(30, TimeUnit.SECONDS)).as("it ended").isTrue();
                assertThat(new String(push.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("unpack error the client sent nothing for 1 s, the longest time allowed");
            } finally {
                push.destroyForcibly();
            }
        }
    }

    /** Says what it pushes, and then nothing more. */
    private static Process pushThatPacks(SshTestServer server) throws IOException {
        List<String> line = new ArrayList<>(List.of("ssh"));
        line.addAll(server.sshOptions());
        line.addAll(List.of("anybody@127.0.0.1", "git-receive-pack 'thing.git'"));
        Process push = new ProcessBuilder(line).redirectErrorStream(true).start();
        push.getOutputStream()
                .write("%04x%s0000"
                        .formatted(FIRST_COMMAND.length() + 4, FIRST_COMMAND)
                        .getBytes(StandardCharsets.ISO_8859_1));
        push.getOutputStream().flush();
        return push;
    }

    /** Sends what a pack and its one blob begin with, then a byte now and then until nobody takes it any more. */
    private static void trickle(Process push) throws InterruptedException {
        try (OutputStream out = push.getOutputStream()) {
            out.write("%04x%s0000PACK\0\0\0\2\0\0\0\1"
                    .formatted(FIRST_COMMAND.length() + 4, FIRST_COMMAND)
                    .getBytes(StandardCharsets.ISO_8859_1));
            // A blob of 60,000 bytes, stored as they are: any byte that follows is one of them.
            out.write(new byte[] {(byte) 0xB0, (byte) 0xA6, 0x1D, 0x78, 0x01, 0x01, 0x60, (byte) 0xEA, (byte) 0x9F, 0x15
            });
            out.flush();
            while (!push.waitFor(50, TimeUnit.MILLISECONDS)) {
                out.write(0xB0);
                out.flush();
            }
        } catch (IOException e) {
            // The server hung up, which is the point.
        }
    }
}
