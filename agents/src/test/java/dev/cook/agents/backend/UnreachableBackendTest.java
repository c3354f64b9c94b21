package dev.cook.agents.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.config.BackendSettings;
import dev.cook.config.Network;
import dev.cook.config.Resources;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.PersistentId;
import dev.cook.store.WorkFailed;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a place for environments does not answer, what waits for it says so, and is not given up. */
class UnreachableBackendTest {
    private static final Resources USUAL =
            new Resources(Optional.empty(), Optional.empty(), 1000, 1L << 30, Optional.empty(), Optional.empty());

    private static final EnvironmentId ID = new EnvironmentId(7);

    @TempDir
    Path temp;

    static LaunchSpec spec(EnvironmentId id, Path objects) {
        return new LaunchSpec(
                id,
                objects,
                List.of(),
                Variables.NONE,
                new ServerAddress("127.0.0.1", 1, "cook", "ssh-ed25519 AAAA"),
                "ssh://127.0.0.1:1/repo",
                EnvironmentKey.generate().privateKey(),
                new GitIdentity("Agent", "agent@example.org"),
                new Checkout.None(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Everything that a backend is asked gets the same answer. */
    private void assertWaits(Backend backend, String reason) {
        List<ThrowingCallable> all = List.of(
                () -> backend.launch(spec(ID, temp)), () -> backend.life(ID), () -> backend.kill(ID), backend::list);
        for (ThrowingCallable asked : all) {
            assertThatThrownBy(asked)
                    .isInstanceOf(WorkFailed.class)
                    .hasMessageContaining(reason)
                    .hasMessageNotContaining("java.")
                    .hasMessageNotContaining("error=");
        }
    }

    @Test
    void aDockerEngineThatIsDown() {
        DockerBackend backend = new DockerBackend(
                "s", "image:1", new Network.Cook(), USUAL, _ -> temp, "unix://" + temp.resolve("no-engine"));
        assertWaits(backend, "docker does not answer");
        assertThatThrownBy(() -> backend.keeping().orElseThrow().bytes(new PersistentId(1)))
                .isInstanceOf(WorkFailed.class)
                .hasMessageContaining("docker does not answer")
                .hasMessageContaining("systemctl start docker");
    }

    @Test
    void aMachineThatSshDoesNotReach() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        SshBackend backend = new SshBackend("s", URI.create("ssh://ann@127.0.0.1:" + port), USUAL);
        assertWaits(backend, "ssh://ann@127.0.0.1:" + port + " does not answer");
        assertWaits(backend, "try: ssh -o BatchMode=yes -p " + port + " ann@127.0.0.1");
    }

    @Test
    void aPluginThatIsMissingOrMayNotBeRun() throws IOException {
        Path program = temp.resolve("plugin");
        PluginBackend backend = new PluginBackend("s", new BackendSettings.Plugin(program, Map.of()));
        assertWaits(backend, "the server has no program " + program);

        Files.writeString(program, "#!/bin/sh\n");

        assertWaits(backend, "make it executable (chmod +x)");
    }

    @Test
    void aProgramThatTheServerLacks() {
        HostCommand.Outcome outcome = new HostCommand(List.of("cook-no-such-program"), Duration.ofSeconds(1)).run();
        assertThat(outcome.unanswered()).isTrue();
        assertThat(outcome.complaint()).isEqualTo("the program cook-no-such-program is not installed on the server");
    }
}
