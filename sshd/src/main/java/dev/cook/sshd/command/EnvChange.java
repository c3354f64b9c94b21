package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironmentActions;
import dev.cook.domain.Outcome;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.PersistentId;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Mixin;

/** A command that changes a persistent environment of a repository. */
abstract class EnvChange extends EnvCommand {
    private final PersistentEnvironmentActions persistentEnvironments;
    private final Role needed;

    @Mixin
    private final EnvironmentArgument named = new EnvironmentArgument();

    /** @param needed the role in the repository that it takes */
    protected EnvChange(Desk desk, PersistentEnvironmentActions persistentEnvironments, Role needed) {
        super(desk);
        this.persistentEnvironments = persistentEnvironments;
        this.needed = needed;
    }

    private record Found(Repo repo, PersistentEnvironment environment) {}

    /** @param by the name of who asks for it */
    protected abstract Outcome change(PersistentEnvironmentActions persistentEnvironments, PersistentId id, String by);

    @Override
    protected final ExitCode run() {
        Found found = store().read(tx -> {
            Repo repo = repo(tx, named.repo(), needed);
            return tx.persistentEnvironments()
                    .byName(repo.id(), named.name())
                    .map(environment -> new Found(repo, environment))
                    .orElseThrow(() -> new Refusal(
                            ExitCode.NOT_FOUND,
                            repo.name() + " has no persistent environment '"
                                    + Text.shortened(Text.printable(named.name()), 40) + "'",
                            "list them: env list; create one: env create"));
        });
        return answer(
                found.repo(),
                found.environment().name(),
                change(persistentEnvironments, found.environment().id(), caller().name()));
    }
}
