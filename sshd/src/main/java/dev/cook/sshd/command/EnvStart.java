package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironments;
import dev.cook.domain.KeptId;
import dev.cook.domain.Outcome;
import dev.cook.domain.Role;
import picocli.CommandLine.Command;

/** Lets sessions work again in a kept environment. */
@Command(
        name = "start",
        description = "Start a persistent environment that was stopped, so that sessions can use it again.",
        footer = {"", "Example:", "  ssh HOST env start team/thing box"})
final class EnvStart extends EnvChange {
    EnvStart(Desk desk, PersistentEnvironments kept) {
        super(desk, kept, Role.WRITE);
    }

    @Override
    protected Outcome change(PersistentEnvironments kept, KeptId id, String by) {
        return kept.start(id, by);
    }
}
