package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironmentActions;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a persistent environment. */
@Command(
        name = "create",
        description =
                "Create a persistent environment for a repository: sessions use it one after another, each with a clean"
                        + " checkout and its own key, and share one HOME. Repository admins only.",
        footer = {
            "",
            "One session uses the environment at a time; the others wait. Gates never run in it.",
            "The next agent sees whatever the last one left in HOME: trust the environment no more",
            "than the least trusted task you run in it.",
            "",
            "Examples:",
            "  ssh HOST env create team/thing box",
            "  ssh HOST env create team/thing box --from docker --idle-timeout 2h"
        })
final class EnvCreate extends EnvCommand {
    private static final Duration LONGEST_IDLE = Duration.ofDays(30);

    private final PersistentEnvironmentActions persistentEnvironments;

    @Mixin
    private final EnvironmentArgument named = new EnvironmentArgument();

    @Option(
            names = "--from",
            paramLabel = "ENVIRONMENT",
            description = "The configured environment to create it from (default: local).")
    private String from = "local";

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            description = "How long an idle session keeps the environment (default: as configured, 30m).")
    private String idle = "";

    EnvCreate(Desk desk, PersistentEnvironmentActions persistentEnvironments) {
        super(desk);
        this.persistentEnvironments = persistentEnvironments;
    }

    @Override
    protected ExitCode run() {
        Optional<Duration> timeout =
                idle.isEmpty() ? Optional.empty() : Optional.of(TimeSpan.parse(idle, LONGEST_IDLE));
        Repo repo = store().read(tx -> repo(tx, named.repo(), Role.ADMIN));
        String name = named.name();
        return answer(repo, name, persistentEnvironments.create(repo.id(), name, from, timeout, caller().name()));
    }
}
