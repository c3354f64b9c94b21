package dev.cook.app;

import dev.cook.agents.backend.DockerEngine;
import java.util.Map;
import java.util.Optional;

/** The agent runs in a container of a real Docker engine, which reaches nothing but this server. */
final class InDockerTest extends ElsewhereContract {
    private Optional<DockerEngine> engine = Optional.empty();

    @Override
    void prepare() throws Exception {
        engine = Optional.of(new DockerEngine(site.directory().resolve("d")));
    }

    @Override
    String table() {
        return "backend = \"docker\"\nimage = \"" + DockerEngine.IMAGE + "\"\nnetwork = \"cook\"\n";
    }

    @Override
    Map<String, String> variables() {
        return Map.of("DOCKER_HOST", engine.orElseThrow().host());
    }

    @Override
    void leave() throws Exception {
        if (engine.isPresent()) {
            engine.get().close();
        }
    }
}
