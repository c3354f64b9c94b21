package dev.cook.sshd;

import dev.cook.agents.Sessions;
import dev.cook.domain.EventType;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import java.util.List;
import java.util.Map;
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

    private final Sessions sessions;

    @Parameters(index = "0", paramLabel = "NAME", description = "The repository.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "ENVIRONMENT",
            description = "One that `env list` shows, or `default` for the server's choice.")
    private String environment = "";

    RepoEnvironment(Desk desk, Sessions sessions) {
        super(desk);
        this.sessions = sessions;
    }

    /** In JSON; without an environment it is the server's default. */
    record View(String repo, Optional<String> environment) {}

    @Override
    protected ExitCode run() {
        List<String> known = sessions.environments();
        Optional<String> chosen = Optional.of(environment).filter(word -> !word.equals(DEFAULT));
        View view = store().write(tx -> {
            Repo repo = repo(tx, name, Role.ADMIN);
            if (chosen.isPresent()
                    && !known.contains(environment)
                    && tx.kept().byName(repo.id(), environment).isEmpty()) {
                throw Refusal.usage(
                        "there is no environment '" + environment + "'",
                        "choose one of: " + String.join(", ", known) + ", or one that `env create` made");
            }
            tx.repos().setEnvironment(repo.id(), chosen);
            tx.events()
                    .append(
                            EventType.REPO_CHANGED,
                            repo.id(),
                            Map.of("by", caller().name(), "what", "the environment to " + environment));
            return new View(repo.name().value(), chosen);
        });
        sayJson(view);
        say("agents and gates of " + view.repo() + " run in "
                + view.environment().orElse("the server's default environment"));
        return ExitCode.OK;
    }
}
