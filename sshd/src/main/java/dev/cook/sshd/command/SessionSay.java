package dev.cook.sshd.command;

import dev.cook.agents.session.Messages;
import dev.cook.domain.BranchAction;
import dev.cook.domain.Outcome;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a message to a session's agent. */
@Command(
        name = "say",
        description = "Send a message to an agent: it becomes the prompt of the session's next turn.",
        footer = {
            "",
            "A running turn ends first. A branch that was waiting for a person continues.",
            "",
            "Examples:",
            "  ssh HOST session say 7 '\"use the new parser\"'",
            "  ssh HOST session say 7 --type yes"
        })
final class SessionSay extends SessionCommand {
    private final Messages messages;

    @Mixin
    private final SessionArgument session = new SessionArgument();

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "The message.")
    private List<String> words = List.of();

    @Option(
            names = "--type",
            description = "Type the message and Enter into the agent's terminal now, for agents that read it.")
    private boolean type;

    SessionSay(Desk desk, Messages messages) {
        super(desk);
        this.messages = messages;
    }

    @Override
    protected ExitCode run() {
        Worked found = store().read(tx -> session(tx, session.id(), BranchAction.STEER.needs()));
        String text = String.join(" ", words);
        String by = caller().name();
        Outcome answer = type
                ? messages.type(found.session().id(), text, by)
                : messages.say(found.session().id(), text, by);
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "see its state: session show " + session.id());
        }
        return answer(found, answer.said());
    }
}
