package dev.cook.sshd.command;

import dev.cook.agents.review.ReviewActions;
import dev.cook.domain.BranchAction;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says that nothing is left to do about a comment. */
@Command(
        name = "resolve",
        description = "Resolve a comment on a branch's change, or what a review gate found.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST branch resolve team/thing fix 3",
            "  ssh HOST branch resolve team/thing fix 12.1",
            "  ssh HOST branch resolve team/thing fix 3 --reopen"
        })
final class BranchResolve extends BranchCommand {
    private final ReviewActions reviews;

    @Parameters(
            arity = "2..3",
            paramLabel = "[REPO] BRANCH COMMENT",
            hideParamSyntax = true,
            description =
                    "The branch, and the comment's number as `branch comments` lists it. REPO is optional in a clone"
                            + " of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    @Option(names = "--reopen", description = "Open a resolved comment again.")
    private boolean reopen;

    BranchResolve(Desk desk, ReviewActions reviews) {
        super(desk);
        this.reviews = reviews;
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, words.subList(0, words.size() - 1), BranchAction.COMMENT.needs()));
        String comment = words.getLast();
        return answer(
                found,
                reopen
                        ? reviews.reopen(found.branch().id(), comment, caller().name())
                        : reviews.resolve(found.branch().id(), comment, caller().name()));
    }
}
