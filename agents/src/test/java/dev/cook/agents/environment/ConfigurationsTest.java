package dev.cook.agents.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cook.agents.backend.CannotLaunch;
import dev.cook.config.Configuration;
import dev.cook.domain.Revision;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched for environments, one repository apart from another. */
class ConfigurationsTest {
    private static final int SECONDS = 60;

    @TempDir
    Path directory;

    @Test
    void aServerThatDoesNotAnswerHoldsUpOnlyThoseWhoWantItsRepository() throws Exception {
        Path dotfiles = directory.resolve("dotfiles");
        git("init", "--quiet", dotfiles.toString());
        git("-C", dotfiles.toString(), "commit", "--quiet", "--allow-empty", "-m", "one");
        Configurations configurations = new Configurations(directory.resolve("data"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Revision> waiting = CompletableFuture.supplyAsync(
                    () -> configurations.resolve(at("https://127.0.0.1:" + silent.getLocalPort() + "/dotfiles")),
                    threads);
            try (Socket _ = silent.accept()) {
                CompletableFuture<Revision> other =
                        CompletableFuture.supplyAsync(() -> configurations.resolve(at("file://" + dotfiles)), threads);

                assertThat(other.get(SECONDS, TimeUnit.SECONDS).commit()).hasSize(40);
                assertThat(configurations.files(other.join())).isNotEmpty();
                assertThat(waiting).isNotDone();
            }
            assertThatThrownBy(() -> waiting.get(SECONDS, TimeUnit.SECONDS)).hasCauseInstanceOf(CannotLaunch.class);
        }
    }

    private static Configuration at(String url) {
        return new Configuration(URI.create(url), Optional.empty(), Optional.empty(), Configuration.Sort.DOTFILES);
    }

    private static void git(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=ann", "-c", "user.email=ann@example.org"));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
