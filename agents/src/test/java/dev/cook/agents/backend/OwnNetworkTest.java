package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OwnNetworkTest {
    /** Whether this machine has what gives a sandbox a network. */
    static boolean isThere() {
        return Stream.of("/usr/bin", "/usr/local/bin", "/bin")
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "slirp4netns")))
                && Files.exists(Path.of("/dev/net/tun"));
    }

    /** An address of this machine that others could reach. */
    static InetAddress addressOutside() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void namesAreAskedForWhereTheSandboxCanAsk() {
        assertThat(OwnNetwork.resolver().lines()).first().isEqualTo("nameserver 10.0.2.3");
        assertThat(OwnNetwork.resolver().lines().filter(line -> line.startsWith("nameserver")))
                .hasSize(1);
    }
}
