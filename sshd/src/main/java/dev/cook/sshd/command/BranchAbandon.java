package dev.cook.sshd.command;

import dev.cook.domain.BranchAction;
import dev.cook.domain.Reason;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Abandons a branch; its tip and its timeline stay as a fossil. */
@Command(
        name = "abandon",
        description = "Abandon a branch: end its session and archive its tip and timeline as a fossil.",
        footer = {"", "Example:", "  ssh HOST branch abandon team/thing fix --reason '\"fixed elsewhere\"'"})
final class BranchAbandon extends BranchCommand {
    private final MergeQueue queue;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    @Mixin
    private final ReasonOption reason = new ReasonOption();

    BranchAbandon(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, BranchAction.ABANDON.needs()));
        return answer(
                found, queue.abandon(found.branch().id(), caller().name(), reason.text(Reason.LONGEST_OF_ABANDON)));
    }
}
