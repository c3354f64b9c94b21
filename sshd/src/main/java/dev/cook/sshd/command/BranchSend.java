package dev.cook.sshd.command;

import dev.cook.agents.review.ReviewActions;
import dev.cook.domain.BranchAction;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends somebody's drafts. */
@Command(
        name = "send",
        description = "Send your drafts of comments to the branch's agent, as one message: the prompt of its next turn."
                + " Where no agent works on the branch, they are published.",
        footer = {
            "",
            "Whoever tells an agent what to do cannot approve the branch; with --publish the agent is told nothing.",
            "",
            "Examples:",
            "  ssh HOST branch send team/thing fix",
            "  ssh HOST branch send team/thing fix --publish"
        })
final class BranchSend extends BranchCommand {
    private final ReviewActions reviews;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    @Option(names = "--publish", description = "Only let everybody see the comments; the agent gets no message.")
    private boolean publish;

    BranchSend(Desk desk, ReviewActions reviews) {
        super(desk);
        this.reviews = reviews;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, BranchAction.COMMENT.needs()));
        return answer(found, reviews.send(found.branch().id(), caller(), !publish));
    }
}
