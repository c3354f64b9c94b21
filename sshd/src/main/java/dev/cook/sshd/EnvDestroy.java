package dev.cook.sshd;

import dev.cook.agents.Sessions;
import dev.cook.domain.Role;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Removes a kept environment. */
@Command(
        name = "destroy",
        description =
                "Remove a kept environment with its files; for admins of the repository. Sessions that wait for it end.",
        footer = {"", "Example:", "  ssh HOST env destroy team/thing box"})
final class EnvDestroy extends EnvCommand {
    private final Sessions sessions;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The environment; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    EnvDestroy(Desk desk, Sessions sessions) {
        super(desk);
        this.sessions = sessions;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> kept(tx, words, Role.ADMIN));
        return answer(
                found.repo(),
                found.kept().name(),
                sessions.kept().destroy(found.kept().id(), caller().name()));
    }
}
