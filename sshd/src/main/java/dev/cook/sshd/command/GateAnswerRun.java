package dev.cook.sshd.command;

import dev.cook.domain.Text;
import dev.cook.gates.GateAnswering;
import dev.cook.sshd.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers a gate that asks another system. */
@Command(
        name = "answer",
        description = "Report the result of an external gate, for the system that it waits for.",
        footer = {
            "",
            "Sending the same answer again changes nothing. Over HTTP: POST /api/gates/RUN.",
            "",
            "Examples:",
            "  ssh HOST gate answer 12 pass",
            "  ssh HOST gate answer 12 fail --comment '\"3 tests failed\"' --url https://ci.example.org/7"
        })
final class GateAnswerRun extends GateAnswerCommand {
    @Mixin
    private final GateRunArgument gateRun = new GateRunArgument();

    @Parameters(index = "1", paramLabel = "pass|fail", description = "The result.")
    private String answer = "";

    @Option(
            names = "--comment",
            paramLabel = "TEXT",
            description = "The reason. Cook sends the reason of a failure back to the author.")
    private String comment = "";

    @Option(names = "--url", paramLabel = "URL", description = "A page with details.")
    private Optional<String> url = Optional.empty();

    GateAnswerRun(Desk desk, GateAnswering answering) {
        super(desk, answering);
    }

    @Override
    protected ExitCode run() {
        if (!answer.equals("pass") && !answer.equals("fail")) {
            throw Refusal.usage(
                    "the answer must be pass or fail, not '" + Text.shortened(Text.printable(answer), 40) + "'",
                    "for example: gate answer " + gateRun.id() + " pass");
        }
        return answer(gateRun.id(), answer.equals("pass"), comment, url);
    }
}
