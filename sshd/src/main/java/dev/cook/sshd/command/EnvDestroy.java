package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironmentActions;
import dev.cook.domain.Outcome;
import dev.cook.domain.PersistentId;
import dev.cook.domain.Role;
import picocli.CommandLine.Command;

/** Removes a persistent environment. */
@Command(
        name = "destroy",
        aliases = {"rm"},
        description =
                "Delete a persistent environment and its files. Sessions that wait for it end. Repository admins only.",
        footer = {"", "Example:", "  ssh HOST env destroy team/thing box"})
final class EnvDestroy extends EnvChange {
    EnvDestroy(Desk desk, PersistentEnvironmentActions persistentEnvironments) {
        super(desk, persistentEnvironments, Role.ADMIN);
    }

    @Override
    protected Outcome change(PersistentEnvironmentActions persistentEnvironments, PersistentId id, String by) {
        return persistentEnvironments.destroy(id, by);
    }
}
