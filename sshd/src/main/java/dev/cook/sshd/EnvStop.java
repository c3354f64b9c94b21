package dev.cook.sshd;

import dev.cook.agents.Sessions;
import dev.cook.domain.Role;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends what runs in a kept environment. */
@Command(
        name = "stop",
        description =
                "End what runs in a kept environment: its files stay, its session goes on after `env start`, and others"
                        + " wait.",
        footer = {"", "Example:", "  ssh HOST env stop team/thing box"})
final class EnvStop extends EnvCommand {
    private final Sessions sessions;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The environment; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    EnvStop(Desk desk, Sessions sessions) {
        super(desk);
        this.sessions = sessions;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> kept(tx, words, Role.WRITE));
        return answer(
                found.repo(),
                found.kept().name(),
                sessions.kept().stop(found.kept().id(), caller().name()));
    }
}
