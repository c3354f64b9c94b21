package dev.cook.sshd;

import dev.cook.agents.Sessions;
import dev.cook.domain.Role;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets sessions work again in a kept environment. */
@Command(
        name = "start",
        description = "Let sessions work again in a kept environment that was stopped.",
        footer = {"", "Example:", "  ssh HOST env start team/thing box"})
final class EnvStart extends EnvCommand {
    private final Sessions sessions;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The environment; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    EnvStart(Desk desk, Sessions sessions) {
        super(desk);
        this.sessions = sessions;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> kept(tx, words, Role.WRITE));
        return answer(
                found.repo(),
                found.kept().name(),
                sessions.kept().start(found.kept().id(), caller().name()));
    }
}
