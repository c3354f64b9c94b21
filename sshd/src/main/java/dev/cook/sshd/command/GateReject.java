package dev.cook.sshd.command;

import dev.cook.gates.GateAnswering;
import dev.cook.sshd.ExitCode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says no to an approval. */
@Command(
        name = "reject",
        description =
                "Say no to what an approval asks about: the gate fails, and the comment goes back to whoever did the work.",
        footer = {
            "",
            "It stands for what it was said of until you say yes.",
            "",
            "Examples:",
            "  ssh HOST gate reject team/thing fix --comment '\"the names mislead\"'",
            "  ssh HOST gate reject 12 --comment '\"needs a test\"'"
        })
final class GateReject extends GateAnswerCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] BRANCH | RUN-ID",
            hideParamSyntax = true,
            description =
                    "The branch, or the number of the gate's run; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--gate", paramLabel = "NAME", description = "Which approval, where several wait.")
    private Optional<String> gate = Optional.empty();

    @Option(names = "--comment", paramLabel = "TEXT", required = true, description = "What has to change.")
    private String comment = "";

    GateReject(Desk desk, GateAnswering answering) {
        super(desk, answering);
    }

    @Override
    protected ExitCode run() {
        return vote(words, gate, false, comment);
    }
}
