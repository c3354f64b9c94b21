package dev.cook.agents;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cook.config.Resources;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The machine of this test is this one, behind an sshd of its own and with another home directory. */
final class SshBackendTest extends BackendContract {
    private Optional<Process> sshd = Optional.empty();

    @Override
    Backend backend() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "no OpenSSH server: /usr/sbin/sshd is not here");
        Path dir = Files.createDirectories(temp.resolve("m"));
        Files.createDirectories(Path.of("/run/sshd"));
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", dir + "/host");
        must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", dir + "/client");
        Files.copy(dir.resolve("client.pub"), dir.resolve("authorized"));
        Path home = Files.createDirectories(dir.resolve("h"));
        Files.writeString(dir.resolve("config"), """
                ListenAddress 127.0.0.1
                Port %1$d
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/authorized
                PidFile none
                StrictModes no
                UsePAM no
                PermitRootLogin yes
                SetEnv HOME=%3$s
                """.formatted(port, dir, home));
        sshd = Optional.of(new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", dir + "/config")
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start());
        List<String> options = List.of(
                "-F",
                "none",
                "-i",
                dir + "/client",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "UserKnownHostsFile=" + dir + "/known",
                "-o",
                "StrictHostKeyChecking=accept-new");
        Resources resources = new Resources(
                Optional.empty(),
                Optional.empty(),
                10_000,
                1L << 30,
                Optional.of(Duration.ofHours(1)),
                Optional.empty());
        Backend backend = new SshBackend(
                server,
                URI.create("ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port),
                resources,
                options);
        Awaitility.await().atMost(10, TimeUnit.SECONDS).ignoreExceptions().until(() -> backend.list()
                .isEmpty());
        return backend;
    }

    private static void must(String... words) {
        HostCommand.Outcome outcome = new HostCommand(List.of(words), Duration.ofSeconds(20)).run();
        if (!outcome.ok()) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    @Override
    void afterwards() {
        sshd.ifPresent(Process::destroy);
    }
}
