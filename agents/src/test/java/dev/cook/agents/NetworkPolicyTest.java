package dev.cook.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.agents.LocalSettings.Isolation;
import dev.cook.config.CookConfig;
import dev.cook.config.EnvironmentConfig;
import dev.cook.config.Network;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.JobId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a sandbox reaches: nothing but the server, or that and a list of hosts through the proxy. */
final class NetworkPolicyTest {
    /** Connects as programs do, and prints what it is told; needs nothing but perl. */
    private static final String REACH = "use IO::Socket::INET; my ($to, $say) = @ARGV;"
            + "my $s = IO::Socket::INET->new(PeerAddr => $to, Timeout => 5) or do { print \"no way to $to\\n\"; exit };"
            + "print $s $say; $s->flush; print while <$s>;";

    private final EnvironmentId id =
            new EnvironmentId(ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    @TempDir(cleanup = CleanupMode.NEVER)
    Path temp;

    private ServerSocket service;
    private FarSide far;
    private Doors doors;
    private Optional<LocalBackend> backend = Optional.empty();

    @BeforeEach
    void begin() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        service = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::greet);
        far = new FarSide(temp.resolve("far"), id);
        doors = new Doors(temp);
        doors.leadTo(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()).server());
    }

    @AfterEach
    void end() throws Exception {
        backend.ifPresent(made -> made.kill(id));
        far.close();
        doors.close();
        service.close();
    }

    /** Something on this machine's loopback that no sandbox should reach by itself. */
    private void greet() {
        while (!service.isClosed()) {
            try (Socket socket = service.accept();
                    OutputStream out = socket.getOutputStream()) {
                out.write("a secret service\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static Network network(String value) {
        EnvironmentConfig config = CookConfig.parse(
                        "[environments.local]\nnetwork = " + value + "\n", "test", Map.of(), Path.of("/srv"))
                .environment("local")
                .orElseThrow();
        return config.network();
    }

    private String ran(Network network, String to, String say) throws Exception {
        switch (network) {
            case Network.Open _, Network.Cook _ -> doors.open(id);
            case Network.Only only ->
                doors.open(
                        id,
                        Optional.of(new HostProxy(
                                only, (host, port, allowed) -> asked.add(host + ":" + port + " " + allowed))));
        }
        LocalSettings settings = new LocalSettings(
                temp.resolve("d"),
                Isolation.BUBBLEWRAP,
                List.of(),
                network,
                CookConfig.defaults(Map.of(), temp)
                        .environment("local")
                        .orElseThrow()
                        .resources());
        LocalBackend made = new LocalBackend(settings, doors::directory);
        backend = Optional.of(made);
        made.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()));
        JobId job = new JobId(1);
        far.offer(job, new JobSpec(List.of("perl", "-e", REACH, to, say), "", Variables.NONE, Duration.ofMinutes(1)));
        far.bridge().startJob(job);
        return FarSide.text(far.report(job));
    }

    private String here() {
        return "127.0.0.1:" + service.getLocalPort();
    }

    @Test
    void withAnOpenNetworkItReachesWhatItsMachineDoes() throws Exception {
        assertThat(ran(network("\"open\""), here(), "")).contains("a secret service");
    }

    @Test
    void withCookAloneItClonesAndReportsButReachesNothingElse() throws Exception {
        assertThat(ran(network("\"cook\""), here(), "")).contains("no way to " + here());
    }

    @Test
    void aHostOfTheListIsReachedThroughTheProxyAlone() throws Exception {
        String said = ran(network("[\"" + here() + "\"]"), "127.0.0.1:3128", "CONNECT " + here() + " HTTP/1.1\r\n\r\n");

        assertThat(said).contains("200 Connection established", "a secret service");
        assertThat(asked).containsExactly(here() + " true");
    }

    @Test
    void anotherHostIsRefusedWithTheWayOut() throws Exception {
        String said = ran(network("[\"*.example.org\"]"), "127.0.0.1:3128", "CONNECT " + here() + " HTTP/1.1\r\n\r\n");

        assertThat(said).contains("403 Forbidden", here() + " is not on the list", "ask the server's admin");
        assertThat(asked).containsExactly(here() + " false");
    }

    @Test
    void whatIsNoConnectRequestIsRefused() throws Exception {
        String said = ran(network("[\"example.org\"]"), "127.0.0.1:3128", "GET http://example.org/ HTTP/1.1\r\n\r\n");

        assertThat(said).contains("405", "takes CONNECT HOST:PORT only");
        assertThat(asked).isEmpty();
    }

    @Test
    void addressesOfPrivateNetworksAreKnown() throws Exception {
        for (String address : List.of(
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "::1",
                "fe80::1",
                "fd00::1",
                "::ffff:10.0.0.1")) {
            assertThat(HostProxy.isPrivate(InetAddress.getByName(address)))
                    .as(address)
                    .isTrue();
        }
        for (String address : List.of("93.184.216.34", "2606:2800:220:1::1", "100.128.0.1")) {
            assertThat(HostProxy.isPrivate(InetAddress.getByName(address)))
                    .as(address)
                    .isFalse();
        }
    }

    @Test
    void entriesOfTheListMeanOneHostOrAllBelowIt() {
        Network.Only only = (Network.Only) network("[\"Example.org\", \"*.npmjs.org:8443\"]");
        assertThat(only.allowing("example.ORG", 443)).isPresent();
        assertThat(only.allowing("example.org", 80)).isEmpty();
        assertThat(only.allowing("evilexample.org", 443)).isEmpty();
        assertThat(only.allowing("a.b.npmjs.org", 8443)).isPresent();
        assertThat(only.allowing("npmjs.org", 8443)).isEmpty();
    }
}
