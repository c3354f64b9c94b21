package dev.cook.agents.backend;

import dev.cook.config.Network;
import dev.cook.config.Resources;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

final class DockerBackendTest extends BackendContract {
    private Optional<DockerEngine> engine = Optional.empty();

    @Override
    Backend backend() throws Exception {
        DockerEngine started = new DockerEngine(temp.resolve("docker"));
        engine = Optional.of(started);
        Resources resources = new Resources(
                Optional.of(new BigDecimal("1.5")),
                Optional.of(256L << 20),
                200,
                1L << 30,
                Optional.of(Duration.ofHours(1)),
                Optional.empty());
        return new DockerBackend(
                server, DockerEngine.IMAGE, new Network.Cook(), resources, sockets::directory, started.host());
    }

    @Override
    void afterwards() throws Exception {
        if (engine.isPresent()) {
            engine.get().close();
        }
    }
}
