package dev.cook.sshd.command;

import dev.cook.agents.environment.PersistentEnvironments;
import dev.cook.domain.KeptEnvironment;
import dev.cook.domain.KeptId;
import dev.cook.domain.Outcome;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Parameters;

/** A command that changes a kept environment that is there. */
abstract class EnvChange extends EnvCommand {
    private final PersistentEnvironments kept;
    private final Role needed;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The environment; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    /** @param needed the role in the repository that it takes */
    protected EnvChange(Desk desk, PersistentEnvironments kept, Role needed) {
        super(desk);
        this.kept = kept;
        this.needed = needed;
    }

    private record Found(Repo repo, KeptEnvironment environment) {}

    /** @param by the name of who asks for it */
    protected abstract Outcome change(PersistentEnvironments kept, KeptId id, String by);

    @Override
    protected final ExitCode run() {
        Found found = store().read(tx -> {
            Repo repo = repo(tx, words.subList(0, words.size() - 1), needed);
            return tx.kept()
                    .byName(repo.id(), words.getLast())
                    .map(environment -> new Found(repo, environment))
                    .orElseThrow(() -> new Refusal(
                            ExitCode.NOT_FOUND,
                            "no environment '" + Text.shortened(words.getLast(), 40) + "' is kept in " + repo.name(),
                            "`env list` shows them; `env create` makes one"));
        });
        return answer(
                found.repo(),
                found.environment().name(),
                change(kept, found.environment().id(), caller().name()));
    }
}
