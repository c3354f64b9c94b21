package dev.cook.sshd.command;

import dev.cook.agents.session.SessionActions;
import dev.cook.domain.Outcome;
import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a session at once. */
@Command(
        name = "kill",
        description = "End a session at once; what it pushed stays on its branch.",
        footer = {"", "Example:", "  ssh HOST session kill 7"})
final class SessionKill extends SessionCommand {
    private final SessionActions actions;

    @Parameters(paramLabel = "ID", description = "The number that `session list` shows.")
    private long id;

    SessionKill(Desk desk, SessionActions actions) {
        super(desk);
        this.actions = actions;
    }

    @Override
    protected ExitCode run() {
        Worked found = store().read(tx -> session(tx, id, Role.WRITE));
        Outcome answer = actions.kill(found.session().id(), caller().name());
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "`session show " + id + "` tells how");
        }
        return answer(found, answer.said());
    }
}
