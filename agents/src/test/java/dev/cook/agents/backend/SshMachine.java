package dev.cook.agents.backend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** This machine as another one: behind a real sshd of a test's own, and with another home directory. */
public final class SshMachine implements AutoCloseable {
    private final Path dir;
    private final int port;
    private final Process sshd;

    /** @param dir of a short name, for sockets lie below it */
    public SshMachine(Path dir) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "no OpenSSH server: /usr/sbin/sshd is not here");
        this.dir = Files.createDirectories(dir);
        Files.createDirectories(Path.of("/run/sshd"));
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", dir + "/host");
        must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", dir + "/client");
        Files.copy(dir.resolve("client.pub"), dir.resolve("authorized"));
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
                """.formatted(port, dir, Files.createDirectories(home())));
        sshd = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", dir + "/config")
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        List<String> hello = new ArrayList<>(List.of("ssh"));
        hello.addAll(options());
        hello.addAll(List.of("-p", Integer.toString(port), "127.0.0.1", "true"));
        Awaitility.await()
                .until(() ->
                        new HostCommand(hello, Duration.ofSeconds(10)).run().ok());
    }

    /** As a server's file names it. */
    public URI host() {
        return URI.create("ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port);
    }

    /** How a client gets in. */
    public List<String> options() {
        return List.of(
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
    }

    private Path home() {
        return dir.resolve("h");
    }

    /** With all that was left running there. */
    @Override
    public void close() {
        sshd.destroy();
        Awaitility.await().until(() -> {
            List<ProcessHandle> left = inhabitants();
            left.forEach(ProcessHandle::destroyForcibly);
            return left.isEmpty();
        });
    }

    private List<ProcessHandle> inhabitants() throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (variables(process).contains("COOK_HOME=" + home())) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static String variables(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            // It has ended since.
            return "";
        }
    }

    private static void must(String... words) {
        HostCommand.Outcome outcome = new HostCommand(List.of(words), Duration.ofSeconds(20)).run();
        if (!outcome.ok()) {
            throw new IllegalStateException(outcome.toString());
        }
    }
}
