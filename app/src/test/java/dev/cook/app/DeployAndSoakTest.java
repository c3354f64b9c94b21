package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target that is deployed and watched before anything lands on it. */
class DeployAndSoakTest {
    /** What is reached through the server is not reached while that is down. */
    private static final String ON_THE_MACHINE = """

            [server]
            environment = "near"

            [environments.near]
            backend = "local"
            network = "host"
            """;

    private final Staging staging = new Staging();

    DeployAndSoakTest() throws IOException {}

    @AfterEach
    void stop() {
        staging.server.stop(0);
    }

    /** Where commits are deployed: it knows which one runs, and whether it is well. */
    private static final class Staging {
        private final List<String> deployed = new CopyOnWriteArrayList<>();
        private final AtomicInteger deploying = new AtomicInteger();
        private final AtomicInteger mostDeploying = new AtomicInteger();
        private final AtomicInteger looks = new AtomicInteger();
        private final CountDownLatch mayDeploy = new CountDownLatch(1);
        private final HttpServer server;
        private volatile int sickFrom = Integer.MAX_VALUE;

        Staging() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/deploy/", exchange -> {
                mostDeploying.accumulateAndGet(deploying.incrementAndGet(), Math::max);
                deployed.add(exchange.getRequestURI().getPath().substring("/deploy/".length()));
                try {
                    mayDeploy.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                deploying.decrementAndGet();
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.createContext("/health", exchange -> {
                exchange.sendResponseHeaders(looks.incrementAndGet() >= sickFrom ? 500 : 204, -1);
                exchange.close();
            });
            server.start();
        }

        /** In a server's file: gates reach it, although it listens on the loopback alone. */
        String reached() {
            return """

                    [server]
                    environment = "near"

                    [environments.near]
                    backend = "local"
                    loopback = [%d]
                    """.formatted(server.getAddress().getPort());
        }

        String gates(String span) {
            String ask = "python3 -c 'import sys, urllib.request; urllib.request.urlopen(\\\"http://127.0.0.1:"
                    + server.getAddress().getPort() + "\\\" + sys.argv[1])' ";
            return """
                    [[gates]]
                    name = "deploy"
                    kind = "deploy"
                    command = "%s /deploy/$(git rev-parse HEAD)"

                    [[gates]]
                    name = "watch"
                    kind = "soak"
                    command = "%s /health"
                    for = "%s"
                    every = "1s"
                    needs = ["deploy"]
                    """.formatted(ask, ask, span);
        }
    }

    @Test
    void whatLandsWasDeployedAndWasWellForItsTimeAlsoWhereTheServerIsKilledMeanwhile() throws Exception {
        staging.mayDeploy.countDown();
        try (TestSite site = TestSite.open();
                ServerProcess server = ServerProcess.start(site, ON_THE_MACHINE, List.of(), Map.of())) {
            GatedRepo repo = GatedRepo.of(server.admin(), "shop", staging.gates("6s"));
            repo.propose("fix", "a", "1\n");
            Awaitility.await().until(() -> staging.looks.get() > 1);

            server.kill();
            int before = staging.looks.get();
            Awaitility.await().until(() -> staging.looks.get() > before);
            server.startAgain();

            repo.await("fix", "landed on main");
            assertThat(repo.runs("fix")).containsExactly("deploy 1 passed", "watch 1 passed");
            assertThat(staging.deployed).containsExactly(repo.main());
            assertThat(staging.looks.get()).isBetween(4, 8);
        }
    }

    @Test
    void oneLookThatIsNotWellKeepsTheCommitOut() throws Exception {
        staging.mayDeploy.countDown();
        staging.sickFrom = 3;
        try (TestServer cook = TestServer.start(Map.of(), staging.reached())) {
            GatedRepo repo = GatedRepo.of(cook.admin(), "shop", staging.gates("1h"));
            String before = repo.main();

            repo.propose("fix", "a", "1\n");

            repo.await("fix", "gate watch failed");
            assertThat(staging.looks.get()).isEqualTo(3);
            assertThat(repo.main()).isEqualTo(before);
        }
    }

    @Test
    void oneIsDeployedAfterTheOtherAndOnlyWhatWouldLandNext() throws Exception {
        try (TestServer cook = TestServer.start(Map.of(), staging.reached())) {
            GatedRepo repo = GatedRepo.of(cook.admin(), "shop", staging.gates("1s"));
            repo.propose("one", "a", "1\n");
            repo.await("one", "gate deploy started");
            Awaitility.await().until(() -> staging.deploying.get() == 1);
            repo.propose("two", "b", "2\n");
            repo.owner().until(() -> repo.json("two").stream()
                    .anyMatch(run -> run.path("reason").asString("").startsWith("waiting for the branches ahead")));
            assertThat(staging.deployed).hasSize(1);

            staging.mayDeploy.countDown();
            repo.await("one", "landed on main");
            String first = repo.main();
            repo.await("two", "landed on main");

            assertThat(staging.mostDeploying).hasValue(1);
            assertThat(staging.deployed).startsWith(first).endsWith(repo.main());
        }
    }
}
