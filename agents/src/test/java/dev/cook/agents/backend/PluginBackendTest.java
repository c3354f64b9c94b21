package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cook.config.BackendSettings;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The plugin of this test keeps its environments as processes of this machine; it is what docs/plugins.md shows. */
final class PluginBackendTest extends BackendContract {
    @Override
    Backend backend() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/python3")), "no python3, in which the example plugin is written");
        Path program = temp.resolve("plugin");
        try (InputStream in = Objects.requireNonNull(PluginBackendTest.class.getResourceAsStream("example-plugin"))) {
            Files.write(program, in.readAllBytes());
        }
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return new PluginBackend(
                server,
                new BackendSettings.Plugin(
                        program, Map.of("directory", temp.resolve("machines").toString())));
    }

    @Test
    void aProgramThatSaysNoOrSpeaksNonsenseIsQuoted() throws Exception {
        assertThat(launched("echo '{\"ok\": false, \"error\": \"no more machines in ams\"}'"))
                .contains("cannot launch: no more machines in ams");
        assertThat(launched("echo hello")).contains("launch did not answer with JSON");
        assertThat(launched("echo '{}'; echo '{}'")).contains("launch did not answer with one line of JSON");
        assertThat(launched("echo broken pipe >&2; exit 4")).contains("launch ended with status 4: broken pipe");
    }

    private String launched(String script) throws Exception {
        Path program = Files.writeString(temp.resolve("odd"), "#!/bin/sh\ncat >/dev/null\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Backend odd = new PluginBackend(server, new BackendSettings.Plugin(program, Map.of()));
        CannotLaunch[] thrown = new CannotLaunch[1];
        assertThatThrownBy(() -> odd.launch(far.spec(new Checkout.Branch(FarSide.BRANCH), Map.of())))
                .isInstanceOfSatisfying(CannotLaunch.class, e -> thrown[0] = e);
        return Objects.requireNonNull(thrown[0]).why();
    }
}
