package dev.cook.sshd.command;

import dev.cook.agents.session.SessionActions;
import dev.cook.domain.BranchAction;
import dev.cook.domain.Outcome;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Kills a session. */
@Command(
        name = "kill",
        aliases = {"stop"},
        description = "Kill a session now. Everything that the agent pushed stays on its branch.",
        footer = {"", "Example:", "  ssh HOST session kill 7"})
final class SessionKill extends SessionCommand {
    private final SessionActions actions;

    @Mixin
    private final SessionArgument session = new SessionArgument();

    SessionKill(Desk desk, SessionActions actions) {
        super(desk);
        this.actions = actions;
    }

    @Override
    protected ExitCode run() {
        Worked found = store().read(tx -> session(tx, session.id(), BranchAction.STEER.needs()));
        Outcome answer = actions.kill(found.session().id(), caller().name());
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "see its state: session show " + session.id());
        }
        return answer(found, answer.said());
    }
}
