package dev.cook.sshd.command;

import dev.cook.domain.Role;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a branch land as soon as its gates pass. */
@Command(
        name = "land",
        description = "Let a branch land as soon as its gates pass; for those with the role land.",
        footer = {"", "Example:", "  ssh HOST branch land team/thing fix"})
final class BranchLand extends BranchCommand {
    private final MergeQueue queue;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    BranchLand(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, words, Role.LAND));
        return answer(found, queue.land(found.branch().id(), caller().name()));
    }
}
