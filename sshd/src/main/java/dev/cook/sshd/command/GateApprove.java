package dev.cook.sshd.command;

import dev.cook.gates.GateAnswering;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Approves what a branch would change. */
@Command(
        name = "approve",
        description = "Approve the changes of a branch.",
        footer = {
            "",
            "You cannot approve work that you started or pushed. An approval stays valid as long as the",
            "branch and its changes stay the same. Your latest answer counts.",
            "",
            "Examples:",
            "  ssh HOST gate approve team/thing fix",
            "  ssh HOST gate approve 12 --comment '\"reads well\"'"
        })
final class GateApprove extends GateAnswerCommand {
    @Mixin
    private final ApprovalArgument approval = new ApprovalArgument();

    @Option(names = "--comment", paramLabel = "TEXT", description = "A comment, shown with the approval.")
    private String comment = "";

    GateApprove(Desk desk, GateAnswering answering) {
        super(desk, answering);
    }

    @Override
    protected ExitCode run() {
        return vote(approval, true, comment);
    }
}
