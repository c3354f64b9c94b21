package dev.cook.sshd.command;

import dev.cook.domain.BranchAction;
import dev.cook.domain.Reason;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps a branch from landing. */
@Command(
        name = "hold",
        description =
                "Hold a branch: it does not land until somebody releases it, and other branches pass it. Needs the land"
                        + " role.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST branch hold team/thing fix --reason '\"after the release\"'",
            "  ssh HOST branch hold team/thing fix --release"
        })
final class BranchHold extends BranchCommand {
    private final MergeQueue queue;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    @Mixin
    private final ReasonOption reason = new ReasonOption();

    @Option(names = "--release", description = "Release the branch, so that it can land again.")
    private boolean release;

    BranchHold(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, BranchAction.HOLD.needs()));
        return answer(
                found,
                release
                        ? queue.release(found.branch().id(), caller().name())
                        : queue.hold(found.branch().id(), caller().name(), reason.text(Reason.LONGEST_OF_HOLD)));
    }
}
