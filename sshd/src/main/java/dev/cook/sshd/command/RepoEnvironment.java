package dev.cook.sshd.command;

import dev.cook.agents.environment.ConfiguredEnvironments;
import dev.cook.config.ConfigException;
import dev.cook.config.RepoConfig;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.event.RepoFact;
import dev.cook.git.Trees;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Chooses where a repository's agents and gates run. */
@Command(
        name = "environment",
        description =
                "Choose the environment for a repository's agents and gates. A push can choose another one for its agent"
                        + " (-o env=NAME), never for gates. Repository admins only.",
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

    @Mixin
    private final NamedRepo named = new NamedRepo();

    @Parameters(
            index = "1",
            paramLabel = "ENVIRONMENT",
            description =
                    "An environment of `env list` or of the repository's cook.toml, or `default` for the server's default.")
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
                    "fix " + RepoConfig.FILE + " on " + repo.defaultBranch() + " first");
        }
    }

    @Override
    protected ExitCode run() {
        List<String> known = configured.names();
        Optional<String> chosen = Optional.of(environment).filter(word -> !word.equals(DEFAULT));
        View view = store().write(tx -> {
            Repo repo = repo(tx, named.name(), Role.ADMIN);
            if (chosen.isPresent()
                    && !known.contains(environment)
                    && tx.persistentEnvironments()
                            .byName(repo.id(), environment)
                            .isEmpty()
                    && !hasItself(tx, repo)) {
                throw Refusal.usage(
                        "no environment '" + Text.shortened(Text.printable(environment), 40) + "'",
                        "choose one of " + String.join(", ", known) + ", a persistent environment, or one that "
                                + RepoConfig.FILE + " defines");
            }
            tx.repos().setEnvironment(repo.id(), chosen);
            tx.events()
                    .append(repo.id(), new RepoFact.Changed(caller().name(), "set the environment to " + environment));
            return new View(repo.name().value(), chosen);
        });
        sayJson(view);
        say("agents and gates of " + view.repo() + " now run in "
                + view.environment().orElse("the server's default environment"));
        return ExitCode.OK;
    }
}
