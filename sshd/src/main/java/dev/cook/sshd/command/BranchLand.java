package dev.cook.sshd.command;

import dev.cook.domain.BranchAction;
import dev.cook.domain.Text;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Queues a branch to land. */
@Command(
        name = "land",
        description = "Queue a branch to land as soon as its gates pass. Needs the land role.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST branch land team/thing fix",
            "  ssh HOST branch land team/thing fix --commit $(git rev-parse cook/fix)"
        })
final class BranchLand extends BranchCommand {
    private final MergeQueue queue;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    @Option(
            names = "--commit",
            paramLabel = "COMMIT",
            description = "Refuse if the branch's newest commit is another one: somebody pushed after you looked.")
    private Optional<String> commit = Optional.empty();

    BranchLand(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        if (commit.filter(id -> !id.matches("[0-9a-f]{7,64}")).isPresent()) {
            throw new Refusal(
                    ExitCode.USAGE,
                    "'" + Text.shortened(Text.printable(commit.get()), 100) + "' is not the id of a commit",
                    "give all of its hex digits, or the first 7 or more");
        }
        Found found = store().read(tx -> branch(tx, branch, BranchAction.LAND.needs()));
        return answer(found, queue.land(found.branch(), commit, caller().name()));
    }
}
