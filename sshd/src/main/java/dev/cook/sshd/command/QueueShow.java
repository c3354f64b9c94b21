package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.merge.MergeQueue;
import dev.cook.merge.QueueView;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what lands next on a target, and why what does not. */
@Command(
        name = "show",
        description = "Show what is about to land on a target, in order, and why each branch is where it is.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST queue show team/thing",
            "  ssh HOST queue show team/thing --target staging"
        })
final class QueueShow extends CookCommand {
    private final MergeQueue queue;

    @Parameters(
            arity = "0..1",
            paramLabel = "[REPO]",
            hideParamSyntax = true,
            description = "The repository; it may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--target", paramLabel = "BRANCH", description = "Where they land; the default branch if left out.")
    private String target = "";

    QueueShow(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Repo repo = store().read(tx -> repo(tx, words, Role.READ));
        if (!target.isEmpty() && BranchName.problemOf(target).isPresent()) {
            throw Refusal.usage("'" + target + "' is no name of a branch", "--target main");
        }
        QueueView view = queue.show(repo.id(), target.isEmpty() ? repo.defaultBranch() : new BranchName(target));
        sayJson(view);
        if (!json()) {
            say(repo.name() + " " + view.target() + ": " + view.depth() + " at once, "
                    + (view.batch() == 1 ? "one branch" : "up to " + view.batch() + " branches")
                    + " in a candidate, landing by " + view.landing());
            Table table = new Table("#", "BRANCH", "CANDIDATE", "PRIORITY", "LANE", "QUEUED", "BY", "WHY");
            view.lines()
                    .forEach(line -> table.row(
                            line.position().map(Object::toString).orElse("-"),
                            line.branch(),
                            line.commit().map(CellText::commit).orElse("-")
                                    + (line.with() > 1 ? " (" + line.with() + " branches)" : ""),
                            line.priority(),
                            line.lane().orElse("-"),
                            line.queuedAt().map(Table::moment).orElse("-"),
                            line.by().orElse("-"),
                            line.reason()));
            if (table.isEmpty()) {
                io().complain().print("nothing is about to land on " + view.target() + "\n");
            } else {
                table.print(io().print(), colours());
            }
        }
        return ExitCode.OK;
    }
}
