package dev.cook.config;

import static dev.cook.config.Refusals.assertRefused;
import static dev.cook.config.Refusals.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentTablesTest {
    private static EnvironmentConfig environment(String name, String text) {
        return server(text).environment(name).orElseThrow();
    }

    @Test
    void aServerWithoutAFileHasASandboxOnItsOwnMachine() {
        assertThat(server("").environments()).containsOnlyKeys("local");
        EnvironmentConfig local = environment("local", "");
        assertThat(local.place()).isEqualTo(new BackendSettings.Local(Sandbox.BUBBLEWRAP, List.of()));
        assertThat(local.pricePerHour()).isEmpty();
    }

    @Test
    void eachBackendTakesItsOwnPlace() {
        assertThat(environment("box", "[environments.box]\nbackend = 'docker'\nimage = 'agents:12'\n")
                        .place())
                .isEqualTo(new BackendSettings.Docker("agents:12"));
        assertThat(environment("far", "[environments.far]\nbackend = 'ssh'\nhost = 'ssh://build@far:22'\n")
                        .place())
                .isEqualTo(new BackendSettings.Ssh(URI.create("ssh://build@far:22")));
        assertThat(environment(
                                "fly",
                                "[environments.fly]\nbackend = 'plugin'\nprogram = '/opt/fly'\nsettings = { region = 'ams' }\n")
                        .place())
                .isEqualTo(new BackendSettings.Plugin(Path.of("/opt/fly"), Map.of("region", "ams")));
    }

    @Test
    void whatOneMayUseIsBounded() {
        EnvironmentConfig box = environment("local", """
                [environments.local]
                cpus = 1.5
                memory = "512MiB"
                processes = 100
                wall_time = "2h"
                disk = "10GiB"
                price_per_hour = 0.08
                secrets = ["REGISTRY_TOKEN"]
                variables = { CI = "true" }
                """);
        assertThat(box.resources())
                .isEqualTo(new Resources(
                        Optional.of(new BigDecimal("1.5")),
                        Optional.of(512L << 20),
                        100,
                        4L << 30,
                        Optional.of(Duration.ofHours(2)),
                        Optional.of(10L << 30)));
        assertThat(box.pricePerHour()).contains(new BigDecimal("0.08"));
        assertThat(box.secrets()).containsExactly("REGISTRY_TOKEN");
        assertThat(box.variables()).containsExactly(Map.entry("CI", "true"));
    }

    @Test
    void onlyBackendsThatKeepFilesCanBePersistent() {
        EnvironmentConfig shelf = environment(
                "shelf", "[environments.shelf]\nbackend = 'local'\npersistent = true\nidle_timeout = '1h'\n");
        assertThat(shelf.persistent()).isTrue();
        assertThat(shelf.idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(environment("local", "").persistent()).isFalse();
        assertRefused(
                () -> server("[environments.fly]\nbackend = 'plugin'\nprogram = '/opt/fly'\npersistent = true\n"),
                "server.toml:4:1: [environments.fly] persistent: is not supported by the backend plugin, only by the others");
        assertRefused(
                () -> server("[environments.local]\npersistent = 'yes'\n"),
                "server.toml:2:1: [environments.local] persistent: expected true or false without quotes, found 'yes'");
    }

    @Test
    void whatIsMissingOrBelongsToAnotherBackendIsNamed() {
        assertRefused(
                () -> server("[environments.box]\nbackend = 'docker'\n"),
                "server.toml:1:1: [environments.box] image is missing");
        assertRefused(
                () -> server("[environments.box]\nbackend = 'ssh'\nhost = 'ssh://a@b'\ndisk = '1GiB'\n"),
                "server.toml:4:1: [environments.box] disk: is for the backend local; this environment's is ssh");
        assertRefused(
                () -> server("[environments.box]\nimage = 'x'\n"),
                "server.toml:1:1: [environments.box] backend is missing");
        assertRefused(
                () -> server("[environments.local]\nimage = 'x'\n"),
                "server.toml:2:1: [environments.local] image: is for the backend docker; this environment's is local");
        assertRefused(
                () -> server("[environments.box]\nbackend = 'docker'\nimage = '--privileged'\n"),
                "server.toml:3:1: [environments.box] image: '--privileged' is not the name of an image, such as"
                        + " \"debian:12\"");
        assertRefused(
                () -> server("[environments.local]\ncpus = 0\n"),
                "server.toml:2:1: [environments.local] cpus: must lie between 0.1 and 1024, not 0");
    }
}
