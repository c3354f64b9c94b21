package dev.cook.sshd.command;

import dev.cook.agents.review.Remark;
import dev.cook.agents.review.RemarkView;
import dev.cook.agents.review.ReviewReader;
import dev.cook.domain.Oid;
import dev.cook.domain.ReviewComment;
import dev.cook.domain.Role;
import dev.cook.git.Trees;
import dev.cook.sshd.ExitCode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what was said about lines of a branch's change. */
@Command(
        name = "comments",
        description =
                "List the comments on a branch's change: yours that are drafts, everybody's that are open, and what"
                        + " review gates found.",
        footer = {
            "",
            "Each is shown at its line in the change as it is now; \"outdated\" says that the line changed since.",
            "",
            "Examples:",
            "  ssh HOST branch comments team/thing fix",
            "  ssh HOST branch comments team/thing fix --all --json"
        })
final class BranchComments extends BranchCommand {
    private final ReviewReader reviews;
    private final Trees trees;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    @Option(names = "--all", description = "Also list resolved comments.")
    private boolean all;

    BranchComments(Desk desk, ReviewReader reviews, Trees trees) {
        super(desk);
        this.reviews = reviews;
        this.trees = trees;
    }

    @Override
    protected ExitCode run() {
        Change found = store().read(tx -> change(tx, branch(tx, branch, Role.READ)));
        Oid tip = found.requireTip();
        List<Remark> remarks = reviews
                .read(
                        found.found().repo().id(),
                        found.found().branch().id(),
                        Optional.of(caller().account()),
                        tip,
                        found.base(trees, tip))
                .stream()
                .filter(remark -> all || remark.state() != ReviewComment.State.RESOLVED)
                .toList();
        sayJson(remarks.stream().map(RemarkView::of).toList());
        if (!json() && remarks.isEmpty()) {
            io().complain().print(all ? "no comments\n" : "no open comments; --all also lists resolved ones\n");
        }
        remarks.forEach(this::print);
        return ExitCode.OK;
    }

    private void print(Remark remark) {
        say(remark.id() + "  " + remark.placeNow() + (remark.old() ? " (before the change)" : "") + "  "
                + remark.state().word() + (remark.outdated() ? ", outdated" : "") + "  " + remark.by() + ", "
                + time(remark.at()));
        remark.quote().lines().forEach(line -> say("    > " + line));
        remark.text().lines().forEach(line -> say("    " + line));
        remark.resolved().ifPresent(who -> say("    resolved by " + who.by() + ", " + time(who.at())));
    }
}
