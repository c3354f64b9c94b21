package dev.cook.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cook.store.Controller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceControllerTest {
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void manyPacksAreFoldedBeforeAllRepositoriesAreLookedThroughAgain(@TempDir Path data) throws Exception {
        try (GitFixture fixture = new GitFixture(data);
                // Time stands still: it looks through all repositories once.
                Controller _ = new MaintenanceController(
                                fixture.store,
                                fixture.repos,
                                new Maintenance(fixture.repos, fixture.store),
                                Clock.fixed(GitFixture.NOON, ZoneOffset.UTC))
                        .start()) {
            for (int crowd = 0; crowd < 2; crowd++) {
                for (int i = 0; i < Maintenance.CROWD; i++) {
                    fixture.commit(Map.of("f", crowd + " " + i));
                }
                // Nobody tells when a fold is over.
                while (packs(fixture) >= Maintenance.CROWD) {
                    fixture.store.wakeups().watch().await(0, Duration.ofMillis(20));
                }
            }
            assertThat(packs(fixture)).isPositive();
        }
    }

    private static int packs(GitFixture fixture) throws IOException {
        return new PackFiles(fixture.directory().resolve("objects/pack"))
                .packs()
                .size();
    }
}
