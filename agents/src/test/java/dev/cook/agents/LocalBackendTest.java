package dev.cook.agents;

import java.util.List;

final class LocalBackendTest extends BackendContract {
    @Override
    Backend backend() {
        return new LocalBackend(
                new LocalSettings(temp.resolve("data"), LocalSettings.Isolation.BUBBLEWRAP, List.of()),
                doors::directory);
    }
}
