package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironments;
import dev.cook.domain.KeptId;
import dev.cook.domain.Outcome;
import dev.cook.domain.Role;
import picocli.CommandLine.Command;

/** Removes a kept environment. */
@Command(
        name = "destroy",
        aliases = {"rm"},
        description =
                "Delete a persistent environment and its files. Sessions that wait for it end. Repository admins only.",
        footer = {"", "Example:", "  ssh HOST env destroy team/thing box"})
final class EnvDestroy extends EnvChange {
    EnvDestroy(Desk desk, PersistentEnvironments kept) {
        super(desk, kept, Role.ADMIN);
    }

    @Override
    protected Outcome change(PersistentEnvironments kept, KeptId id, String by) {
        return kept.destroy(id, by);
    }
}
