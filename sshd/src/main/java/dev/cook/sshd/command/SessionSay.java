package dev.cook.sshd.command;

import dev.cook.agents.session.Messages;
import dev.cook.domain.Outcome;
import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says something to an agent that is at work. */
@Command(
        name = "say",
        description = "Say something to an agent at work: it becomes the session's next turn.",
        footer = {
            "",
            "A turn that runs ends first. A branch that waits for a person goes on.",
            "",
            "Examples:",
            "  ssh HOST session say 7 '\"use the new parser\"'",
            "  ssh HOST session say 7 --type yes"
        })
final class SessionSay extends SessionCommand {
    private final Messages messages;

    @Parameters(index = "0", paramLabel = "ID", description = "The number that `session list` shows.")
    private long id;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "What to say.")
    private List<String> words = List.of();

    @Option(names = "--type", description = "Type it into the agent's terminal now, with Enter; for those that listen.")
    private boolean type;

    SessionSay(Desk desk, Messages messages) {
        super(desk);
        this.messages = messages;
    }

    @Override
    protected ExitCode run() {
        Worked found = store().read(tx -> session(tx, id, Role.WRITE));
        String text = String.join(" ", words);
        String by = caller().name();
        Outcome answer = type
                ? messages.type(found.session().id(), text, by)
                : messages.say(found.session().id(), text, by);
        if (!answer.agreed()) {
            throw new Refusal(ExitCode.CONFLICT, answer.said(), "`session show " + id + "` tells how it stands");
        }
        return answer(found, answer.said());
    }
}
