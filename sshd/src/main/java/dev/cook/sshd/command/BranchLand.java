package dev.cook.sshd.command;

import dev.cook.domain.BranchAction;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Queues a branch to land. */
@Command(
        name = "land",
        description = "Queue a branch to land as soon as its gates pass. Needs the land role.",
        footer = {"", "Example:", "  ssh HOST branch land team/thing fix"})
final class BranchLand extends BranchCommand {
    private final MergeQueue queue;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    BranchLand(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, BranchAction.LAND.needs()));
        return answer(found, queue.land(found.branch().id(), caller().name()));
    }
}
