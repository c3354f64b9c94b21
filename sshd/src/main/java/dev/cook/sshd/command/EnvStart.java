package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironmentActions;
import dev.cook.domain.Outcome;
import dev.cook.domain.PersistentId;
import dev.cook.domain.Role;
import picocli.CommandLine.Command;

/** Lets sessions work again in a persistent environment. */
@Command(
        name = "start",
        description = "Start a persistent environment that was stopped, so that sessions can use it again.",
        footer = {"", "Example:", "  ssh HOST env start team/thing box"})
final class EnvStart extends EnvChange {
    EnvStart(Desk desk, PersistentEnvironmentActions persistentEnvironments) {
        super(desk, persistentEnvironments, Role.WRITE);
    }

    @Override
    protected Outcome change(PersistentEnvironmentActions persistentEnvironments, PersistentId id, String by) {
        return persistentEnvironments.start(id, by);
    }
}
