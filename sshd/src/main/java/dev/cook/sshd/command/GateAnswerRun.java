package dev.cook.sshd.command;

import dev.cook.gates.GateAnswering;
import dev.cook.sshd.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers a gate that asks another system. */
@Command(
        name = "answer",
        description = "Answer a gate that waits for another system (kind external), before its time is over.",
        footer = {
            "",
            "The same answer again changes nothing. Over HTTP: POST /api/gates/RUN-ID.",
            "",
            "Examples:",
            "  ssh HOST gate answer 12 pass",
            "  ssh HOST gate answer 12 fail --comment '\"3 of 80 tests failed\"' --url https://ci.example.org/runs/7"
        })
final class GateAnswerRun extends GateAnswerCommand {
    @Parameters(index = "0", paramLabel = "RUN-ID", description = "The number that `gate list` and the event show.")
    private long id;

    @Parameters(index = "1", paramLabel = "pass|fail", description = "The answer.")
    private String answer = "";

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; a failure's goes back to the author.")
    private String comment = "";

    @Option(names = "--url", paramLabel = "URL", description = "Where there is more to read.")
    private Optional<String> url = Optional.empty();

    GateAnswerRun(Desk desk, GateAnswering answering) {
        super(desk, answering);
    }

    @Override
    protected ExitCode run() {
        if (!answer.equals("pass") && !answer.equals("fail")) {
            throw Refusal.usage("the answer is pass or fail", "gate answer " + id + " pass");
        }
        return answer(id, answer.equals("pass"), comment, url);
    }
}
