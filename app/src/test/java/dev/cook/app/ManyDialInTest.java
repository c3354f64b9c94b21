package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a restart all environments dial in at the same time. */
class ManyDialInTest {
    private static final int MANY = 200;

    /** A call that the kernel drops is made again after a second at the earliest. */
    private static final int AT_ONCE = 900;

    private TestSite site;
    private ServerProcess server;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.open();
        server = ServerProcess.start(site);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        site.close();
    }

    @Test
    void nobodyIsDroppedByTheKernelWhileTheServerIsBusy() throws Exception {
        server.pause();
        List<Socket> calls = new ArrayList<>();
        try {
            for (URI address : List.of(URI.create(server.admin().sshUrl()), URI.create(server.httpUrl()))) {
                for (int i = 0; i < MANY; i++) {
                    Socket call = new Socket();
                    calls.add(call);
                    call.connect(new InetSocketAddress(address.getHost(), address.getPort()), AT_ONCE);
                }
            }
            assertThat(calls).allMatch(Socket::isConnected).hasSize(2 * MANY);
        } finally {
            server.goOn();
            for (Socket call : calls) {
                call.close();
            }
        }
    }
}
