package dev.cook.agents.backend;

import dev.cook.config.Resources;
import java.time.Duration;
import java.util.Optional;

final class SshBackendTest extends BackendContract {
    private Optional<SshMachine> machine = Optional.empty();

    @Override
    Backend backend() throws Exception {
        SshMachine started = new SshMachine(temp.resolve("m"));
        machine = Optional.of(started);
        Resources resources = new Resources(
                Optional.empty(),
                Optional.empty(),
                10_000,
                1L << 30,
                Optional.of(Duration.ofHours(1)),
                Optional.empty());
        return new SshBackend(server, started.host(), resources, started.options());
    }

    @Override
    void afterwards() {
        machine.ifPresent(SshMachine::close);
    }
}
