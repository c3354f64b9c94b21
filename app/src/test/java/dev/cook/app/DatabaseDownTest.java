package dev.cook.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database goes away under a server that goes on: whoever watches sees it, whoever asks is told, and it comes back. */
class DatabaseDownTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Well below what a person takes for a hanging server. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private TestSite site;
    private ServerProcess server;
    private Person ada;

    @BeforeEach
    void start() throws Exception {
        site = TestSite.open();
        server = ServerProcess.start(site);
        ada = server.admin();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        site.close();
    }

    @Test
    void healthTellsItAndPushesAreRefusedSoonUntilItIsBack() throws Exception {
        Path work = ada.repository("thing");
        ada.git(work, "push", "-q", ada.url("thing"), "main").ok();
        HttpResponse<String> well = health();
        assertThat(well.statusCode()).isEqualTo(200);
        assertThat(well.body()).contains("\"database\":{\"status\":\"ok\",", "\"repositories\":{", "\"ssh\":{");

        // Without its files it does not start again by itself.
        Path cluster = site.data().resolve("postgres/cluster");
        Path away = cluster.resolveSibling("away");
        long pid = Long.parseLong(
                Files.readAllLines(cluster.resolve("postmaster.pid")).getFirst().strip());
        Files.move(cluster, away);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        Awaitility.await().atMost(PATIENCE).until(() -> health().statusCode() == 503);
        assertThat(health().body()).contains("\"status\":\"down\",\"parts\":{\"database\":{\"status\":\"down\"");
        ada.commit(work, "file", "two\n");
        long began = System.nanoTime();
        Ended push = ada.git(work, "push", ada.url("thing"), "main").refused();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(push.err())
                .contains("the server cannot reach its database (reference ")
                .doesNotContain("Exception", "SELECT", "\tat ");

        Files.move(away, cluster);
        Awaitility.await().atMost(PATIENCE).until(() -> health().statusCode() == 200);
        ada.git(work, "push", ada.url("thing"), "main").ok();
    }

    private HttpResponse<String> health() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.httpUrl() + "/health"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
