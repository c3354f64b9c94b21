package dev.cook.sshd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as the clients that people have see it. */
final class SshGitServerTest {
    @TempDir
    Path home;

    @Test
    void servesCloneAndPushAndFetchWithProtocolTwo() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            Path work = home.resolve("work");
            assertThat(server.git(home, List.of(), "clone", "-q", server.url("thing.git"), work.toString())
                            .err())
                    .contains("empty repository");
            server.git(work, List.of(), "commit", "-q", "--allow-empty", "-m", "first");
            assertThat(server.git(work, List.of(), "push", "-q", "origin", "HEAD:refs/heads/main")
                            .status())
                    .isZero();

            SshTestServer.Ended fetch =
                    server.git(work, List.of(), "-c", "protocol.version=2", "ls-remote", server.url("thing"));

            assertThat(fetch.out()).contains("refs/heads/main");
        }
    }

    @Test
    void aMissingRepositoryAndAStrangeCommandAreExplained() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            SshTestServer.Ended missing = server.git(home, List.of(), "ls-remote", server.url("other"));
            SshTestServer.Ended strange = server.ssh(List.of(), "git-upload-archive 'thing'");

            assertThat(missing.status()).isNotZero();
            assertThat(missing.err()).contains("cook: no repository 'other', or no access to it");
            assertThat(strange.status()).isEqualTo(2);
            assertThat(strange.err()).startsWith("cook: this server offers only git fetch, git push and git lfs");
        }
    }

    @Test
    void commandsGetTheirWordsAndTheVariablesThatAreRead() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            SshTestServer.Ended ended = server.ssh(
                    List.of("-o", "SetEnv NO_COLOR=1 LD_PRELOAD=/x"), "show", "'two words'", "NO_COLOR", "LD_PRELOAD");

            assertThat(ended.out())
                    .isEqualTo("ann [show, two words, NO_COLOR, LD_PRELOAD] terminal=false NO_COLOR=1\n");
        }
    }

    @Test
    void aTerminalIsGivenToCommandsAndItsLinesEndAsTerminalsNeedIt() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            SshTestServer.Ended ended = server.ssh(List.of("-tt"), "show");

            assertThat(ended.out()).isEqualTo("ann [show] terminal=true\r\n");
        }
    }

    @Test
    void thereIsNoShellButAGreeting() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            SshTestServer.Ended ended = server.ssh(List.of());

            assertThat(ended.status()).isZero();
            assertThat(ended.out()).contains("Hello ann").contains("List the commands: ssh HOST help");
        }
    }

    @Test
    void filesAndForwardingAreRefused() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            assertThat(server.ssh(List.of("-s"), "sftp").status()).isNotZero();
            assertThat(server.ssh(List.of("-W", "127.0.0.1:" + server.port)).err())
                    .contains("stdio forwarding failed");
            assertThat(server.ssh(List.of("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"), "show")
                            .err())
                    .contains("remote port forwarding failed");
        }
    }

    @Test
    void agreesOnCurrentAlgorithmsAndSaysNothingOfItsVersion() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            String log = server.ssh(List.of("-vv"), "show").err();

            assertThat(log).containsPattern("remote software version Cook\\s");
            assertThat(log).containsPattern("kex: algorithm: (sntrup761x25519|mlkem768x25519)");
            assertThat(log).contains("kex: host key algorithm: ssh-ed25519");
            assertThat(log).containsPattern("kex: server->client cipher: aes[0-9]+-(ctr|gcm)");
            assertThat(log).contains("kex-strict-s-v00@openssh.com");
            assertThat(log).doesNotContain("hmac-sha1 server");
        }
    }

    /** As libssh2 1.10 does, of Debian 12, and with it what is built on libgit2. */
    @Test
    void agreesWithClientsThatKnowNoEncryptThenMac() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            List<String> old = List.of(
                    "-o", "KexAlgorithms=curve25519-sha256", "-o", "Ciphers=aes256-ctr", "-o", "MACs=hmac-sha2-256");

            assertThat(server.ssh(old, "show").out()).startsWith("ann [show]");
        }
    }

    @Test
    void anUnknownKeyAndPasswordsDoNotSignIn() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            server.newKey(home.resolve("other"));
            List<String> line = new ArrayList<>(List.of("ssh"));
            line.addAll(server.sshOptions());
            line.set(line.indexOf(server.key.toString()), home.resolve("other").toString());
            line.addAll(List.of("anybody@127.0.0.1", "show"));

            SshTestServer.Ended ended = SshTestServer.run(home, java.util.Map.of(), line);

            assertThat(ended.status()).isEqualTo(255);
            assertThat(ended.err()).contains("Permission denied (publickey)");
        }
    }

    @Test
    void aKeyThatWasRemovedStartsNothingMoreOnAnOpenConnection() throws Exception {
        try (SshTestServer server = server(SshLimits.standard())) {
            List<String> shared = master(server);
            assertThat(server.ssh(shared, "show").status()).isZero();
            server.forgetKeys();

            SshTestServer.Ended ended = server.ssh(shared, "show");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains("your SSH key was removed from this server");
            leave(server, shared);
        }
    }

    @Test
    void oneCommandTooManyIsRefusedAndTheOthersGoOn() throws Exception {
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        SshLimits limits = new SshLimits(
                10,
                10,
                10,
                10,
                2,
                4,
                4,
                Duration.ofSeconds(20),
                6,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                512,
                Duration.ofMinutes(1),
                1 << 20,
                Duration.ofMinutes(1),
                Duration.ofSeconds(10));
        try (SshTestServer server = new SshTestServer(home, limits, (caller, words, io) -> {
            started.countDown();
            end.await();
            return 7;
        })) {
            List<String> shared = master(server);
            List<Integer> statuses = new ArrayList<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    int status = status(server, shared);
                    synchronized (statuses) {
                        statuses.add(status);
                    }
                }));
            }
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

            // The client falls back to a connection of its own where the shared one is full, unless it may not.
            List<String> only = new ArrayList<>(shared);
            only.addAll(List.of("-o", "ProxyCommand=false"));
            assertThat(server.ssh(only, "third").status()).isEqualTo(255);
            end.countDown();
            for (Thread client : clients) {
                client.join();
            }

            assertThat(statuses).containsExactly(7, 7);
            leave(server, shared);
        }
    }

    @Test
    void aClientThatGoesAwayIsNoticedAndInterruptsNothing() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch uninterrupted = new CountDownLatch(1);
        try (SshTestServer server = new SshTestServer(home, SshLimits.standard(), (caller, words, io) -> {
            io.onClosed(gone::countDown);
            started.countDown();
            gone.await();
            if (!Thread.currentThread().isInterrupted()) {
                uninterrupted.countDown();
            }
            return 0;
        })) {
            List<String> line = new ArrayList<>(List.of("ssh"));
            line.addAll(server.sshOptions());
            line.addAll(List.of("anybody@127.0.0.1", "wait"));
            Process client = new ProcessBuilder(line).start();
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

            client.destroyForcibly();

            assertThat(uninterrupted.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aCommandLearnsThatItsClientLeftASharedConnection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (SshTestServer server = new SshTestServer(home, SshLimits.standard(), (caller, words, io) -> {
            io.onClosed(gone::countDown);
            io.print().print("started\n");
            io.flush();
            gone.await();
            return 0;
        })) {
            List<String> shared = master(server);
            List<String> line = new ArrayList<>(List.of("ssh"));
            line.addAll(server.sshOptions());
            line.addAll(shared);
            line.addAll(List.of("anybody@127.0.0.1", "wait"));
            Process client = new ProcessBuilder(line).start();
            // Heard by the client: a shared connection does not speak for one that goes before it is told that it may
            // begin.
            assertThat(client.inputReader().readLine()).isEqualTo("started");

            client.destroyForcibly();

            // Well before the time that is left for farewells, after which any command is told.
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
            leave(server, shared);
        }
    }

    @Test
    void idleConnectionsShutNobodyOut() throws Exception {
        SshLimits limits = SshLimits.standard().with(2, 2, 3, Duration.ofMinutes(1));
        List<Socket> idle = new ArrayList<>();
        try (SshTestServer server = server(limits)) {
            for (int i = 0; i < 3; i++) {
                idle.add(connect(server));
                assertThat(greeting(idle.getLast())).startsWith("SSH-2.0-Cook");
            }
            await().until(() -> server.server.connections() == 3);

            assertThat(server.ssh(List.of(), "show").status()).isZero();
            assertThat(server.ssh(List.of(), "show").status()).isZero();

            // Those who came first and said nothing made room.
            await().until(() -> server.server.connections() < 3);
        } finally {
            for (Socket each : idle) {
                each.close();
            }
        }
    }

    @Test
    void peopleFromOneAddressHaveABoundThatEnvironmentsDoNotShare() throws Exception {
        SshLimits limits = SshLimits.standard().with(1, 1, 10, Duration.ofMinutes(1));
        try (SshTestServer server = server(limits)) {
            List<String> shared = master(server);
            SshTestServer.Ended second = server.ssh(List.of(), "show");
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err()).contains("the server has too many connections; try again in a minute");

            Path inside = home.resolve("inside");
            server.newKey(inside);
            server.giveToEnvironment(inside);
            List<String> line = new ArrayList<>(List.of("ssh"));
            line.addAll(server.sshOptions());
            line.set(line.indexOf(server.key.toString()), inside.toString());
            line.addAll(List.of("anybody@127.0.0.1", "show"));
            assertThat(SshTestServer.run(home, java.util.Map.of(), line).status())
                    .isZero();
            leave(server, shared);
        }
    }

    @Test
    void theHostKeyIsMadeOnceForItsOwnerAlone() throws Exception {
        String first;
        try (SshTestServer server = server(SshLimits.standard())) {
            first = server.server.publicKey();
        }
        Path file = home.resolve("host_key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SshTestServer.run(home, java.util.Map.of(), List.of("ssh-keygen", "-y", "-f", file.toString()))
                        .out())
                .startsWith(first);
        assertThat(HostKey.publicLine(HostKey.at(file))).isEqualTo(first);
    }

    private SshTestServer server(SshLimits limits) throws Exception {
        return new SshTestServer(home, limits, (caller, words, io) -> {
            io.print().print(caller.name() + " " + words + " terminal=" + io.terminal());
            for (String word : words) {
                io.variable(word).ifPresent(value -> io.print().print(" " + word + "=" + value));
            }
            io.print().print("\n");
            return 0;
        });
    }

    private List<String> master(SshTestServer server) throws Exception {
        List<String> shared = List.of("-o", "ControlPath=" + home.resolve("ctl"));
        List<String> options = new ArrayList<>(shared);
        options.addAll(List.of("-o", "ControlMaster=yes", "-o", "ControlPersist=yes", "-N", "-f"));
        assertThat(server.ssh(options).status()).isZero();
        return shared;
    }

    private static void leave(SshTestServer server, List<String> shared) throws Exception {
        List<String> options = new ArrayList<>(shared);
        options.addAll(List.of("-O", "exit"));
        server.ssh(options);
    }

    private static int status(SshTestServer server, List<String> shared) {
        try {
            return server.ssh(shared, "wait").status();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Socket connect(SshTestServer server) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port));
        return socket;
    }

    private static String greeting(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        } catch (java.net.SocketException e) {
            return "";
        }
    }
}
