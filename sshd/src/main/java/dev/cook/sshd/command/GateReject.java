package dev.cook.sshd.command;

import dev.cook.gates.GateAnswering;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rejects what a branch would change. */
@Command(
        name = "reject",
        description = "Reject the changes of a branch: the gate fails, and Cook sends the comment back to the author.",
        footer = {
            "",
            "The rejection applies to these changes until you approve them.",
            "",
            "Examples:",
            "  ssh HOST gate reject team/thing fix --comment '\"the names mislead\"'",
            "  ssh HOST gate reject 12 --comment '\"needs a test\"'"
        })
final class GateReject extends GateAnswerCommand {
    @Mixin
    private final ApprovalArgument approval = new ApprovalArgument();

    @Option(names = "--comment", paramLabel = "TEXT", required = true, description = "What has to change.")
    private String comment = "";

    GateReject(Desk desk, GateAnswering answering) {
        super(desk, answering);
    }

    @Override
    protected ExitCode run() {
        return vote(approval, false, comment);
    }
}
