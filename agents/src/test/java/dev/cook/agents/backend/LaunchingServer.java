package dev.cook.agents.backend;

import dev.cook.agents.backend.LocalSettings.Isolation;
import dev.cook.domain.EnvironmentId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A process of its own that launches an environment and is then killed. */
final class LaunchingServer {
    private LaunchingServer() {}

    public static void main(String[] words) throws Exception {
        Path temp = Path.of(words[0]);
        Path far = temp.resolve("far");
        new LocalBackend(new LocalSettings(temp.resolve("data"), Isolation.BUBBLEWRAP, List.of()))
                .launch(new LaunchSpec(
                        new EnvironmentId(Long.parseLong(words[1])),
                        far.resolve("repo.git/objects"),
                        List.of(),
                        Variables.NONE,
                        new ServerAddress(
                                "127.0.0.1", Integer.parseInt(words[3]), System.getProperty("user.name"), words[2]),
                        "ssh://127.0.0.1:" + words[3] + "/repo",
                        Files.readString(far.resolve("client")),
                        new GitIdentity("Agent", "agent@example.org"),
                        new Checkout.Branch(FarSide.BRANCH),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));
        new CountDownLatch(1).await();
    }
}
