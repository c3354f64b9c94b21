package dev.cook.config;

import static dev.cook.config.Refusals.DATA;
import static dev.cook.config.Refusals.assertRefused;
import static dev.cook.config.Refusals.environment;
import static dev.cook.config.Refusals.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookConfigTest {
    @Test
    void aServerWithoutAFileUsesTheDefaults() {
        CookConfig config = environment(Map.of());
        assertThat(config.server()).isEqualTo(new Server("cook", DATA, "local", List.of()));
        assertThat(config.database()).isEqualTo(new Database(Optional.empty(), Optional.empty(), Optional.empty(), 16));
        assertThat(config.ssh()).isEqualTo(new Ssh(new ListenAddress("127.0.0.1", 7422), Optional.empty()));
        assertThat(config.http())
                .isEqualTo(new Http(new ListenAddress("127.0.0.1", 7420), Optional.empty(), List.of()));
        assertThat(config.limits())
                .isEqualTo(new Limits(
                        2L << 30,
                        512L << 20,
                        5L << 30,
                        100L << 30,
                        10000,
                        64L << 10,
                        16L << 20,
                        200,
                        50,
                        8,
                        2,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10)));
        assertThat(config.environments()).containsOnlyKeys("local");
        assertThat(config.agents()).containsOnlyKeys("claude", "codex", "gemini", "opencode", "pi", "qwen");
    }

    @Test
    void aFileSaysEverything(@TempDir Path directory) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "hush\n");
        CookConfig config = server("""
                [server]
                name = "kitchen"
                data = "/data"
                [database]
                url = "jdbc:postgresql://db/cook"
                user = "cook"
                password_file = "%s"
                pool = 4
                [ssh]
                listen = "[::1]:0"
                url = "ssh://cook@git.example.org:7422/"
                [http]
                listen = "localhost:80"
                url = "https://git.example.org"
                [limits]
                pack = "3GiB"
                idle = "90s"
                [environments.local]
                sandbox = "none"
                paths = ["/opt/tools", "/opt/more"]
                processes = 700
                """.formatted(password));
        assertThat(config.server()).isEqualTo(new Server("kitchen", Path.of("/data"), "local", List.of()));
        assertThat(config.database().url()).contains("jdbc:postgresql://db/cook");
        assertThat(config.database().password().map(Secret::reveal)).contains("hush");
        assertThat(config.toString()).doesNotContain("hush");
        assertThat(config.ssh())
                .isEqualTo(new Ssh(
                        new ListenAddress("::1", 0), Optional.of(URI.create("ssh://cook@git.example.org:7422"))));
        assertThat(config.http().url()).contains(URI.create("https://git.example.org"));
        assertThat(config.limits().pack()).isEqualTo(3L << 30);
        assertThat(config.limits().idle()).isEqualTo(Duration.ofSeconds(90));
        EnvironmentConfig local = config.environment("local").orElseThrow();
        assertThat(local.place())
                .isEqualTo(
                        new BackendSettings.Local(Sandbox.NONE, List.of(Path.of("/opt/tools"), Path.of("/opt/more"))));
        assertThat(local.resources().processes()).isEqualTo(700);
    }

    @Test
    void theEnvironmentWinsOverTheFileAndAnEmptyVariableDoesNot() {
        CookConfig config = CookConfig.parse(
                "[ssh]\nlisten = '127.0.0.1:1'\n[http]\nlisten = '127.0.0.1:2'\n",
                "server.toml",
                Map.of(
                        "COOK_SSH_LISTEN", "127.0.0.1:3",
                        "COOK_HTTP_LISTEN", "",
                        "COOK_LIMITS_SESSIONS", "0",
                        "COOK_ENVIRONMENTS_LOCAL_SANDBOX", "none",
                        "COOK_AGENTS_CLAUDE_TIMEOUT", "5m",
                        "COOK_DATABASE_PASSWORD", "hush"),
                DATA);
        assertThat(config.ssh().listen().port()).isEqualTo(3);
        assertThat(config.http().listen().port()).isEqualTo(2);
        assertThat(config.limits().sessions()).isZero();
        assertThat(config.environment("local").orElseThrow().place())
                .isEqualTo(new BackendSettings.Local(Sandbox.NONE, List.of()));
        assertThat(config.agent("claude").map(Agent::timeout)).contains(Duration.ofMinutes(5));
        assertThat(config.database().password().map(Secret::reveal)).contains("hush");
    }

    @Test
    void everyProblemIsListedInTheOrderOfTheFile() {
        assertRefused(
                () -> server("""
                        [ssh]
                        litsen = "127.0.0.1:1"
                        [limits]
                        pack = 5
                        idle = "10 minutes"
                        pushcommands = 3
                        zzz = 1
                        [htttp]
                        [environments.lokal]
                        """),
                "server.toml:2:1: [ssh] has no key 'litsen'; did you mean 'listen'?",
                "server.toml:4:1: [limits] pack: must be in quotes (size, 1MiB to 1024GiB), found the number 5",
                "server.toml:5:1: [limits] idle: expected a duration such as \"90s\", \"10m\" or \"2h\", found '10"
                        + " minutes'",
                "server.toml:6:1: [limits] has no key 'pushcommands'; did you mean 'push_commands'?",
                "server.toml:7:1: [limits] has no key 'zzz'; known: pack, object, lfs_object, lfs_repository, push_commands, prompt, log,"
                        + " connections, connections_per_address, sessions, gate_runs, merge, autosave, idle",
                "server.toml:8:1: there is no table [htttp]; did you mean [http]?",
                "server.toml:9:1: [environments.lokal] backend is missing");
    }

    @Test
    void aBadVariableIsNamed() {
        assertRefused(
                () -> environment(Map.of("COOK_LIMITS_POOL", "4", "COOK_DATABASE_POOL", "many")),
                "COOK_DATABASE_POOL: expected a number, found 'many'");
        assertRefused(
                () -> environment(Map.of("COOK_SSH_LITSEN", "127.0.0.1:1")),
                "COOK_SSH_LITSEN: is not a setting; did you mean COOK_SSH_LISTEN?");
    }

    @Test
    void aPasswordInTheFileIsRefusedAndNotRepeated() {
        assertRefused(
                () -> server("[database]\nurl = 'jdbc:postgresql://db/cook?user=a&password=hush'\npassword = 'hush'\n"),
                "server.toml:2:1: [database] url: a database URL holds neither user nor password: use user and"
                        + " password_file, or COOK_DATABASE_PASSWORD",
                "server.toml:3:1: [database] has no key 'password'; did you mean 'password_file'?");
        assertRefused(
                () -> environment(Map.of("COOK_DATABASE_URL", "postgres://a:hush@db/cook")),
                "COOK_DATABASE_URL: expected a PostgreSQL URL such as \"jdbc:postgresql://host/cook\"");
    }

    @Test
    void aPasswordFileMustBeThereAndOnlyServesADatabaseOfOnesOwn() {
        assertRefused(
                () -> server("[database]\nurl = 'jdbc:postgresql://db/cook'\npassword_file = '/nowhere/at/all'\n"),
                "server.toml:3:1: [database] password_file: /nowhere/at/all: there is no such file");
        assertRefused(
                () -> server("[database]\nuser = 'cook'\n"),
                "server.toml:2:1: [database] user: is only for a database at url, which is not set");
    }

    @Test
    void whatIsNotTomlIsRefusedWithItsPlace() {
        assertRefused(() -> server("[server]\nname = \n"), "server.toml:2:8: Unexpected end of line, expected a value");
    }

    @Test
    void aTableWrittenAsAValueSaysHowToWriteIt() {
        assertRefused(() -> server("ssh = 3\n"), "server.toml:1:1: 'ssh' must be a table, written [ssh]");
    }

    @Test
    void aFileIsReadFromDisk(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("cook-server.toml"), "\uFEFF[server]\r\nname = 'x'\r\n");
        assertThat(CookConfig.load(file, Map.of(), DATA).server().name()).isEqualTo("x");
        Path missing = directory.resolve("missing.toml");
        assertRefused(() -> CookConfig.load(missing, Map.of(), DATA), missing + ": there is no such file");
        Path binary = Files.write(directory.resolve("binary.toml"), new byte[] {(byte) 0xFF, 0});
        assertRefused(() -> CookConfig.load(binary, Map.of(), DATA), binary + ": is not text in UTF-8");
        Path huge = Files.write(directory.resolve("huge.toml"), new byte[(1 << 20) + 1]);
        assertRefused(() -> CookConfig.load(huge, Map.of(), DATA), huge + ": is larger than 1 MiB");
    }

    @Test
    void aUrlFollowsTheBoundPortUnlessItIsGiven() {
        assertThat(environment(Map.of()).ssh().urlFor(5)).isEqualTo("ssh://cook@127.0.0.1:5");
        assertThat(server("[http]\nlisten = '[::1]:0'").http().urlFor(5)).isEqualTo("http://[::1]:5");
        assertThat(server("[http]\nlisten = '0.0.0.0:0'").http().urlFor(5)).isEqualTo("http://localhost:5");
        assertThat(server("[http]\nurl = 'https://a.example/'").http().urlFor(5))
                .isEqualTo("https://a.example");
        assertThat(server("[http]\nurl = 'https://a.example/tools/cook/'")
                        .http()
                        .urlFor(5))
                .isEqualTo("https://a.example/tools/cook");
        for (String path : List.of("/%2e%2e", "/..", "/a//b", "/a%20b", "/a;b")) {
            assertThatThrownBy(() -> server("[http]\nurl = 'http://a" + path + "'"))
                    .as(path)
                    .hasMessageContaining("[http] url: the path at which a proxy has the pages");
        }
    }

    @Test
    void anAddressOrUrlThatCannotServeIsRefused() {
        assertRefused(
                () -> server(
                        "[ssh]\nlisten = '7422'\nurl = 'http://a'\n[http]\nlisten='a:70000'\nurl='http://a/b?c'\n"),
                "server.toml:2:1: [ssh] listen: expected an address such as \"127.0.0.1:7420\" or \"[::1]:7420\","
                        + " found '7422'",
                "server.toml:3:1: [ssh] url: expected a URL such as \"ssh://cook@git.example.org:7422\"",
                "server.toml:5:1: [http] listen: a port lies between 0 and 65535, not 70000",
                "server.toml:6:1: [http] url: expected a URL such as \"https://git.example.org\", without anything"
                        + " after the host and port");
    }

    @Test
    void proxiesAreTrustedByAddressOrRange() {
        Http http = server("[http]\ntrusted_proxies = [\"10.0.0.0/8\", \"192.0.2.7\", \"2001:db8::/32\"]\n")
                .http();
        assertThat(List.of("10.1.2.3", "192.0.2.7", "2001:db8:7::1"))
                .allMatch(address -> http.isTrustedProxy(InetAddress.ofLiteral(address)));
        assertThat(List.of("11.0.0.1", "192.0.2.8", "2001:db9::1", "127.0.0.1"))
                .noneMatch(address -> http.isTrustedProxy(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", ""})
    void whatIsNoAddressIsNoProxy(String text) {
        assertThatThrownBy(() -> server("[http]\ntrusted_proxies = [\"" + text + "\"]\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected an IP address or a range such as \"10.0.0.0/8\"");
    }
}
