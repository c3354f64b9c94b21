package dev.cook.sshd.command;

import dev.cook.gates.GateAnswering;
import dev.cook.sshd.ExitCode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says yes to an approval. */
@Command(
        name = "approve",
        description = "Say yes to what an approval asks about: what a branch would change.",
        footer = {
            "",
            "Nobody approves what they started or pushed. A yes counts for what it was said of: while the branch and what it",
            "changes stay the same, it need not be said again. Your last answer counts.",
            "",
            "Examples:",
            "  ssh HOST gate approve team/thing fix",
            "  ssh HOST gate approve 12 --comment '\"reads well\"'"
        })
final class GateApprove extends GateAnswerCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] BRANCH | RUN-ID",
            hideParamSyntax = true,
            description =
                    "The branch, or the number of the gate's run; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--gate", paramLabel = "NAME", description = "Which approval, where several wait.")
    private Optional<String> gate = Optional.empty();

    @Option(names = "--comment", paramLabel = "TEXT", description = "What you want to add.")
    private String comment = "";

    GateApprove(Desk desk, GateAnswering answering) {
        super(desk, answering);
    }

    @Override
    protected ExitCode run() {
        return vote(words, gate, true, comment);
    }
}
