package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironmentActions;
import dev.cook.domain.Outcome;
import dev.cook.domain.PersistentId;
import dev.cook.domain.Role;
import picocli.CommandLine.Command;

/** Ends what runs in a persistent environment. */
@Command(
        name = "stop",
        description =
                "Stop a persistent environment. Its files stay; its session continues after `env start`, and other sessions"
                        + " wait.",
        footer = {"", "Example:", "  ssh HOST env stop team/thing box"})
final class EnvStop extends EnvChange {
    EnvStop(Desk desk, PersistentEnvironmentActions persistentEnvironments) {
        super(desk, persistentEnvironments, Role.WRITE);
    }

    @Override
    protected Outcome change(PersistentEnvironmentActions persistentEnvironments, PersistentId id, String by) {
        return persistentEnvironments.stop(id, by);
    }
}
