package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cook.agents.backend.LocalSettings.Isolation;
import dev.cook.agents.session.JobSpec;
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

    /** Listens on an abstract Unix socket, which belongs to a network and to no directory. */
    private static final String ABSTRACT = "use Socket; $| = 1; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;"
            + "bind($s, sockaddr_un(\"\\0$ARGV[0]\")) or die; listen($s, 5); print \"listens\\n\"; sleep 600;";

    private static final String KNOCK = "use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;"
            + "connect($s, sockaddr_un(\"\\0$ARGV[0]\")) and print \"in\\n\" or print \"nobody is called $ARGV[0]\\n\";";

    private final EnvironmentId id =
            new EnvironmentId(ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    @TempDir(cleanup = CleanupMode.NEVER)
    Path temp;

    private ServerSocket service;
    private List<Integer> loopback = List.of();
    private FarSide far;
    private EnvironmentSockets sockets;
    private Optional<LocalBackend> backend = Optional.empty();

    @BeforeEach
    void begin() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        service = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> greet(service));
        far = new FarSide(temp.resolve("far"), id);
        sockets = new EnvironmentSockets(temp);
        sockets.leadTo(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()).server());
    }

    @AfterEach
    void end() throws Exception {
        backend.ifPresent(made -> made.kill(id));
        far.close();
        sockets.close();
        service.close();
    }

    /** Something on this machine's loopback that no sandbox should reach by itself. */
    private static void greet(ServerSocket service) {
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
        return run(network, "perl", "-e", REACH, to, say);
    }

    private String ran(Network network, String to, String say, String second) throws Exception {
        return run(
                network, "sh", "-c", "perl -e \"$0\" \"$1\" \"$2\"; perl -e \"$0\" \"$3\" ''", REACH, to, say, second);
    }

    private String run(Network network, String... command) throws Exception {
        Optional<HostProxy> proxy =
                switch (network) {
                    case Network.Host _, Network.Open _, Network.Cook _ -> Optional.empty();
                    case Network.Only only ->
                        Optional.of(new HostProxy(
                                only, (host, port, allowed) -> asked.add(host + ":" + port + " " + allowed)));
                };
        sockets.open(id, proxy, loopback);
        LocalSettings settings = new LocalSettings(
                temp.resolve("d"),
                Isolation.BUBBLEWRAP,
                List.of(),
                network,
                false,
                CookConfig.defaults(Map.of(), temp)
                        .environment("local")
                        .orElseThrow()
                        .resources());
        LocalBackend made = new LocalBackend(settings, sockets::directory);
        backend = Optional.of(made);
        made.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of()));
        JobId job = new JobId(1);
        far.offer(job, new JobSpec(List.of(command), "", Variables.NONE, Duration.ofMinutes(1)));
        far.bridge().startJob(job);
        return FarSide.text(far.report(job));
    }

    private String here() {
        return "127.0.0.1:" + service.getLocalPort();
    }

    @Test
    void withTheMachinesOwnNetworkItReachesWhatListensOnTheLoopback() throws Exception {
        assertThat(ran(network("\"host\""), here(), "")).contains("a secret service");
    }

    @Test
    void withAnOpenNetworkItReachesWhatIsOutsideButNotTheMachinesLoopback() throws Exception {
        assumeTrue(OwnNetworkTest.isThere(), "slirp4netns is needed");
        InetAddress outside = OwnNetworkTest.addressOutside();
        try (ServerSocket further = new ServerSocket(0, 10, outside)) {
            Thread.ofVirtual().start(() -> greet(further));

            String said = ran(network("\"open\""), here(), "", outside.getHostAddress() + ":" + further.getLocalPort());

            assertThat(said).contains("no way to " + here(), "a secret service");
        }
    }

    /** The gateway of the sandbox's own network leads nowhere. */
    @Test
    void noAddressOfItsOwnNetworkStandsForTheMachinesLoopback() throws Exception {
        String gateway = "10.0.2.2:" + service.getLocalPort();

        assertThat(ran(network("\"open\""), gateway, "")).contains("no way to " + gateway);
    }

    @Test
    void aPortOfTheMachinesLoopbackIsReachedWhereTheOperatorSaysSo() throws Exception {
        loopback = List.of(service.getLocalPort());

        assertThat(ran(network("\"cook\""), here(), "")).contains("a secret service");
    }

    @Test
    void aSocketWithoutAFileIsNotReached() throws Exception {
        String name = "cook-test-" + id;
        Process listener = new ProcessBuilder("perl", "-e", ABSTRACT, name).start();
        try {
            assertThat(listener.inputReader().readLine()).isEqualTo("listens");

            assertThat(run(network("\"open\""), "perl", "-e", KNOCK, name)).contains("nobody is called " + name);
        } finally {
            listener.destroyForcibly().waitFor();
        }
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

        assertThat(said)
                .contains(
                        "403 Forbidden",
                        here() + " is not a host that this environment can reach",
                        "ask the server's admin");
        assertThat(asked).containsExactly(here() + " false");
    }

    @Test
    void whatIsNoConnectRequestIsRefused() throws Exception {
        String said = ran(network("[\"example.org\"]"), "127.0.0.1:3128", "GET http://example.org/ HTTP/1.1\r\n\r\n");

        assertThat(said).contains("405", "supports only CONNECT HOST:PORT");
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
                "::ffff:10.0.0.1",
                "127.1.2.3",
                "0.1.2.3",
                "255.255.255.255",
                "fec0::1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a00:1",
                "2002:0a00:0001::1",
                "2002:7f00:1::",
                "2001:0:4136:e378:8000:63bf:f5ff:fffe",
                "2001:0:0a00:0001::1",
                "::10.0.0.1",
                "::ffff:0:10.0.0.1",
                "2606:4700::200:5efe:c0a8:101")) {
            assertThat(HostProxy.isPrivate(InetAddress.getByName(address)))
                    .as(address)
                    .isTrue();
        }
        for (String address : List.of(
                "93.184.216.34",
                "2606:2800:220:1::1",
                "100.128.0.1",
                "64:ff9b::5db8:d822",
                "2002:5db8:d822::1",
                "2606:4700::200:5efe:5db8:d822")) {
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
