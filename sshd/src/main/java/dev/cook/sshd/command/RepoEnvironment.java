package dev.cook.sshd.command;

import dev.cook.agents.environment.ConfiguredEnvironments;
import dev.cook.config.ConfigException;
import dev.cook.config.RepoConfig;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.event.RepoFact;
import dev.cook.git.Trees;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Chooses where a repository's agents and gates run. */
@Command(
        name = "environment",
        description = "Say where a repository's agents and gates run; for its admins. A push may choose another for its"
                + " agent with -o env=NAME, never for its gates.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST repo environment team/thing box",
            "  ssh HOST repo environment team/thing default"
        })
final class RepoEnvironment extends CookCommand {
    private static final String DEFAULT = "default";

    private final ConfiguredEnvironments configured;
    private final Trees trees;

    @Parameters(index = "0", paramLabel = "NAME", description = "The repository.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "ENVIRONMENT",
            description =
                    "One that `env list` shows, one of the repository's cook.toml, or `default` for the server's choice.")
    private String environment = "";

    RepoEnvironment(Desk desk, ConfiguredEnvironments configured, Trees trees) {
        super(desk);
        this.trees = trees;
        this.configured = configured;
    }

    /** In JSON; without an environment it is the server's default. */
    record View(String repo, Optional<String> environment) {}

    /** Whether the file where its branches land has it. */
    private boolean hasItself(Tx tx, Repo repo) {
        try {
            return tx.refs()
                    .get(repo.id(), repo.defaultBranch().ref())
                    .flatMap(NamedRef::id)
                    .flatMap(tip -> RepoConfig.read(
                                    trees.knownEntry(repo.id(), tip, RepoConfig.FILE, RepoConfig.LARGEST + 1L),
                                    configured.server())
                            .environment(environment))
                    .isPresent();
        } catch (ConfigException e) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    RepoConfig.FILE + " of " + repo.defaultBranch() + " cannot be read: " + e.getMessage(),
                    "mend it first");
        }
    }

    @Override
    protected ExitCode run() {
        List<String> known = configured.names();
        Optional<String> chosen = Optional.of(environment).filter(word -> !word.equals(DEFAULT));
        View view = store().write(tx -> {
            Repo repo = repo(tx, name, Role.ADMIN);
            if (chosen.isPresent()
                    && !known.contains(environment)
                    && tx.kept().byName(repo.id(), environment).isEmpty()
                    && !hasItself(tx, repo)) {
                throw Refusal.usage(
                        "there is no environment '" + environment + "'",
                        "choose one of: " + String.join(", ", known)
                                + ", one that `env create` made, or one of the repository's " + RepoConfig.FILE);
            }
            tx.repos().setEnvironment(repo.id(), chosen);
            tx.events()
                    .append(repo.id(), new RepoFact.Changed(caller().name(), "set the environment to " + environment));
            return new View(repo.name().value(), chosen);
        });
        sayJson(view);
        say("agents and gates of " + view.repo() + " run in "
                + view.environment().orElse("the server's default environment"));
        return ExitCode.OK;
    }
}
