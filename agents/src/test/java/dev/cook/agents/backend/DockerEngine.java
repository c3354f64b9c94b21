package dev.cook.agents.backend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Docker engine of a test's own, with one image that was made from this machine's programs. */
public final class DockerEngine implements AutoCloseable {
    public static final String IMAGE = "cook-test:1";

    private final Path dir;
    private final Process engine;

    public DockerEngine(Path dir) throws Exception {
        boolean root = EnvironmentUser.self() == 0;
        assumeTrue(root, "a Docker engine needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")), "no Docker engine: /usr/sbin/dockerd is not here");
        this.dir = Files.createDirectories(dir);
        engine = new ProcessBuilder(
                        "/usr/sbin/dockerd",
                        "--data-root",
                        dir + "/data",
                        "--exec-root",
                        dir + "/exec",
                        "--host",
                        host(),
                        "--pidfile",
                        dir + "/pid",
                        "--bridge",
                        "none",
                        "--iptables=false")
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        Awaitility.await().until(() -> {
            assumeTrue(engine.isAlive(), () -> "the Docker engine does not start here: " + log());
            return docker("info").ok();
        });
        Path script = dir.resolve("make-image");
        try (InputStream in = Objects.requireNonNull(DockerEngine.class.getResourceAsStream("make-image"))) {
            Files.write(script, in.readAllBytes());
        }
        Path image = dir.resolve("image.tar");
        must(new HostCommand(List.of("sh", script.toString(), image.toString()), Duration.ofMinutes(2)).run());
        must(docker("import", image.toString(), IMAGE));
        // On a busy machine the first containers of a new image were seen to start without its files.
        Awaitility.await().until(() -> docker("run", "--rm", "--network", "none", IMAGE, "sh", "-c", "true")
                .ok());
    }

    /** As DOCKER_HOST names it. */
    public String host() {
        return "unix://" + dir + "/s";
    }

    HostCommand.Outcome docker(String... words) {
        List<String> command = new ArrayList<>(List.of("docker", "--host", host()));
        command.addAll(List.of(words));
        return new HostCommand(command, Duration.ofMinutes(1)).run();
    }

    private static void must(HostCommand.Outcome outcome) {
        if (!outcome.ok()) {
            throw new IllegalStateException(outcome.toString());
        }
    }

    private String log() {
        try {
            List<String> lines = Files.readAllLines(dir.resolve("log"));
            return lines.isEmpty() ? "" : lines.getLast();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws Exception {
        docker("ps", "--all", "--quiet").out().lines().forEach(id -> docker("rm", "--force", id));
        engine.destroy();
        if (!engine.waitFor(30, TimeUnit.SECONDS)) {
            engine.destroyForcibly();
        }
    }
}
