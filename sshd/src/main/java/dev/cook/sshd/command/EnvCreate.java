package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironments;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a kept environment. */
@Command(
        name = "create",
        description = "Make an environment of a repository that is kept: session after session works in it, each with a"
                + " clean checkout and a key of its own, and finds the HOME that the one before left. For admins of the"
                + " repository.",
        footer = {
            "",
            "One session works in it at a time; others wait, and a push says for what. Gates never run in it. What an agent",
            "leaves in HOME is there for the next one, so trust it as far as the least trusted task that it was used for.",
            "",
            "Examples:",
            "  ssh HOST env create team/thing box",
            "  ssh HOST env create team/thing box --from docker --idle-timeout 2h"
        })
final class EnvCreate extends EnvCommand {
    private static final Duration LONGEST_IDLE = Duration.ofDays(30);

    private final PersistentEnvironments kept;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "Its name; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(
            names = "--from",
            paramLabel = "ENVIRONMENT",
            description = "The configured one that says how it is made (default: local).")
    private String from = "local";

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            description = "How long a session with nothing to do holds it (default: as configured, 30m).")
    private String idle = "";

    EnvCreate(Desk desk, PersistentEnvironments kept) {
        super(desk);
        this.kept = kept;
    }

    @Override
    protected ExitCode run() {
        Optional<Duration> timeout =
                idle.isEmpty() ? Optional.empty() : Optional.of(TimeSpan.parse(idle, LONGEST_IDLE));
        Repo repo = store().read(tx -> repo(tx, words.subList(0, words.size() - 1), Role.ADMIN));
        String name = words.getLast();
        return answer(repo, name, kept.create(repo.id(), name, from, timeout, caller().name()));
    }
}
