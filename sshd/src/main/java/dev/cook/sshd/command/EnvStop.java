package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironments;
import dev.cook.domain.KeptId;
import dev.cook.domain.Outcome;
import dev.cook.domain.Role;
import picocli.CommandLine.Command;

/** Ends what runs in a kept environment. */
@Command(
        name = "stop",
        description =
                "Stop a persistent environment. Its files stay; its session continues after `env start`, and other sessions"
                        + " wait.",
        footer = {"", "Example:", "  ssh HOST env stop team/thing box"})
final class EnvStop extends EnvChange {
    EnvStop(Desk desk, PersistentEnvironments kept) {
        super(desk, kept, Role.WRITE);
    }

    @Override
    protected Outcome change(PersistentEnvironments kept, KeptId id, String by) {
        return kept.stop(id, by);
    }
}
