package dev.cook.config;

import static dev.cook.config.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a repository's file may say of the server's environments: less, and nothing else. */
final class RepoEnvironmentTest {
    private static final ServerEnvironments SERVER =
            ServerEnvironments.of(CookConfig.parse("""
            [server]
            configuration_hosts = ["git.example.org"]

            [environments.box]
            backend = "docker"
            image = "agents:12"
            memory = "4GiB"
            network = ["*.example.org", "api.test:8443"]
            secrets = ["REGISTRY_TOKEN"]
            variables = { CI = "true" }
            repos = ["base"]
            price_per_hour = 0.1

            [environments.far]
            backend = "ssh"
            host = "ssh://build@far:22"
            """, "server.toml", Map.of(), Path.of("/data")));

    @Test
    void anEnvironmentIsTheServersNarrowed() {
        RepoEnvironment small = repo("""
                [environments.small]
                from = "box"
                memory = "1GiB"
                cpus = 2
                network = ["npm.example.org"]
                variables = { LOG = "json" }
                repos = ["team/lib", { name = "tools", path = "beside/tools", ref = "v1" }]
                """).environment("small").orElseThrow();
        assertThat(small.from()).isEqualTo("box");
        EnvironmentConfig config = small.config();
        assertThat(config.place()).isEqualTo(new BackendSettings.Docker("agents:12"));
        assertThat(config.resources().memory()).contains(1L << 30);
        assertThat(config.resources().cpus()).contains(new BigDecimal("2"));
        assertThat(config.network()).isEqualTo(new Network.Only(List.of(Network.Entry.parse("npm.example.org"))));
        assertThat(config.variables()).isEqualTo(Map.of("CI", "true", "LOG", "json"));
        assertThat(config.secrets()).containsExactly("REGISTRY_TOKEN");
        assertThat(config.pricePerHour()).contains(new BigDecimal("0.1"));
        assertThat(config.repos())
                .containsExactly(
                        new RepoBeside("base", "base", Optional.empty()),
                        new RepoBeside("team/lib", "lib", Optional.empty()),
                        new RepoBeside("tools", "beside/tools", Optional.of("v1")));
        assertThat(repo("[environments.usual]\n").environment("usual"))
                .contains(new RepoEnvironment("local", SERVER.of("local").orElseThrow()));
    }

    @Test
    void nothingPrivilegedOrWiderMayBeSaid() {
        assertRefused(
                () -> repo("""
                        [environments.wide]
                        from = "box"
                        memory = "8GiB"
                        network = "open"
                        variables = { CI = "false", HOME = "/", REGISTRY_TOKEN = "mine" }
                        secrets = ["ANTHROPIC_API_KEY"]
                        image = "evil:1"
                        price_per_hour = 0
                        persistent = true
                        """),
                "cook.toml:3:1: [environments.wide] memory: is more than the server's environment box has",
                "cook.toml:4:1: [environments.wide] network: is more than the server's environment box may reach",
                "cook.toml:5:1: [environments.wide] variables: 'HOME' cannot be set",
                "cook.toml:5:1: [environments.wide] variables: 'CI' is set by the server's environment box",
                "cook.toml:5:1: [environments.wide] variables: 'REGISTRY_TOKEN' is set by the server's environment box",
                "cook.toml:6:1: [environments.wide] secrets: can be set only in the server's file",
                "cook.toml:7:1: [environments.wide] image: can be set only in the server's file",
                "cook.toml:8:1: [environments.wide] price_per_hour: can be set only in the server's file",
                "cook.toml:9:1: [environments.wide] persistent: can be set only in the server's file");
        assertRefused(
                () -> repo("[environments.x]\nfrom = 'bix'\n[environments.y]\nfrom = 'far'\nmemory = '1GiB'\n"),
                "cook.toml:2:1: [environments.x] from: the server has no environment 'bix'; there are: box, far, local",
                "cook.toml:5:1: [environments.y] memory: is not supported by far, whose backend is ssh");
    }

    @Test
    void aNetworkIsNarrowerWhenItsEveryHostIsInTheOther() {
        assertThat(within("[\"a.example.org\", \"*.b.example.org\", \"api.test:8443\"]"))
                .isTrue();
        assertThat(within("\"cook\"")).isTrue();
        assertThat(within("[\"example.org\"]")).isFalse();
        assertThat(within("[\"api.test\"]")).isFalse();
        assertThat(within("[\"*.org\"]")).isFalse();
        assertThat(within("[\"notexample.org\"]")).isFalse();
    }

    private static boolean within(String network) {
        try {
            return !repo("[environments.x]\nfrom = 'box'\nnetwork = " + network + "\n")
                    .environments()
                    .isEmpty();
        } catch (ConfigException e) {
            assertThat(e).hasMessageContaining("is more than the server's environment box may reach");
            return false;
        }
    }

    @Test
    void repositoriesBesideOthersHaveAPlaceOfTheirOwn() {
        assertRefused(
                () -> repo("[environments.x]\nrepos = ['team/lib', 'other/lib']\n"),
                "cook.toml:2:1: [environments.x] repos: 'lib' and 'lib' have overlapping paths; give one of them a path");
        assertRefused(
                () -> repo("[environments.x]\nrepos = ['work']\n"),
                "cook.toml:2:1: [environments.x] repos: element 1: 'work' is taken by the environment itself; give it another"
                        + " path");
        assertRefused(
                () -> repo("[environments.x]\nrepos = [{ name = 'a', path = '../a' }]\n"),
                "cook.toml:2:1: [environments.x] repos: element 1: '../a' is not a path of up to four names");
        assertRefused(
                () -> repo("[environments.x]\nrepos = [{ name = 'a', ref = '--upload-pack=x' }]\n"),
                "cook.toml:2:1: [environments.x] repos: element 1: '--upload-pack=x' is not a branch or a tag");
    }

    @Test
    void aConfigurationIsFetchedFromWhereTheOperatorAllowsAlone() {
        String url = "https://git.example.org/ann/dots";
        Configuration dots = repo("[environments.x]\nconfiguration = '" + url + "'\n")
                .environment("x")
                .flatMap(environment -> environment.config().configuration())
                .orElseThrow();
        assertThat(dots.url()).hasToString(url);
        assertThat(dots.kind()).isEqualTo(Configuration.Sort.DOTFILES);
        for (String elsewhere :
                List.of("https://other.org/x", "ssh://git.example.org/x", "/srv/x", "https://git.example.org:1/x")) {
            assertRefused(
                    () -> repo("[environments.x]\nconfiguration = '" + elsewhere + "'\n"),
                    "cook.toml:2:1: [environments.x] configuration: may be at https://HOST/… where [server]"
                            + " configuration_hosts has HOST; it has git.example.org");
        }
        for (String hostile : List.of(
                "--upload-pack=x", "ext::sh -c x", "http://git.example.org/x", "https://a:b@git.example.org/x")) {
            assertThat(repoProblem("configuration = '" + hostile + "'")).contains("configuration: '");
        }
        assertThat(repoProblem("configuration = { url = '" + url + "', rev = '--output=x' }"))
                .contains("'--output=x' is not a branch, tag or commit");
        assertThat(repoProblem("configuration = { url = '" + url + "', kind = 'nixos' }"))
                .contains("a configuration.nix is for a whole machine", "backend = \"ssh\"");
        assertThat(repoProblem("configuration = { url = '" + url + "', kind = 'home' }"))
                .contains("attribute is missing");
        assertThat(repoProblem("configuration = { url = '" + url + "', kind = 'x' }"))
                .contains("expected \"dotfiles\" or \"devshell\" or \"home\"");
    }

    private static String repoProblem(String line) {
        try {
            return "accepted: " + repo("[environments.x]\n" + line + "\n");
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static RepoConfig repo(String text) {
        return RepoConfig.parse(text, "cook.toml", SERVER);
    }
}
