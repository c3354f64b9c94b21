package dev.cook.agents.backend;

import dev.cook.config.Network;
import dev.cook.config.Resources;
import java.util.List;
import java.util.Optional;

final class LocalBackendTest extends BackendContract {
    @Override
    Backend backend() {
        return new LocalBackend(
                new LocalSettings(
                        temp.resolve("data"),
                        LocalSettings.Isolation.BUBBLEWRAP,
                        List.of(),
                        new Network.Open(),
                        false,
                        new Resources(
                                Optional.empty(),
                                Optional.empty(),
                                8192,
                                4L << 30,
                                Optional.empty(),
                                Optional.empty())),
                sockets::directory);
    }
}
