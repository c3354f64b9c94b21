package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.merge.MergeQueue;
import dev.cook.merge.QueueView;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what lands next on a target, and why other branches do not. */
@Command(
        name = "show",
        aliases = {"list", "ls", "status"},
        description = "Show a target's queue: what lands next, in order, and what each branch waits for.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST queue show team/thing",
            "  ssh HOST queue show team/thing --target staging"
        })
final class QueueShow extends CookCommand {
    private final MergeQueue queue;

    @Mixin
    private final RepoArgument repo = new RepoArgument();

    @Mixin
    private final TargetOption target = new TargetOption();

    QueueShow(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        Repo found = store().read(tx -> repo(tx, repo.words(), Role.READ));
        QueueView view = queue.show(found.id(), target.of(found));
        sayJson(view);
        if (!json()) {
            say(found.name() + " " + view.target() + ": " + "depth " + view.depth() + ", batch " + view.batch()
                    + ", landing " + view.landing() + ", screen " + view.screen()
                    + (view.recentlyEnded() == 0
                            ? ""
                            : " (" + view.recentlyFailed() + " of " + view.recentlyEnded()
                                    + " recent branches failed)"));
            Table table = new Table("#", "BRANCH", "CANDIDATE", "PRIORITY", "LANE", "QUEUED", "BY", "STATUS");
            view.lines()
                    .forEach(line -> table.row(
                            line.position().map(Object::toString).orElse("-"),
                            line.branch(),
                            line.commit().map(CellText::commit).orElse("-")
                                    + (line.with() > 1 ? " (" + line.with() + " branches)" : ""),
                            line.priority(),
                            line.lane().orElse("-"),
                            line.queuedAt().map(this::time).orElse("-"),
                            line.by().orElse("-"),
                            line.reason()));
            if (table.isEmpty()) {
                io().complain().print("the queue for " + view.target() + " is empty\n");
            } else {
                table.print(io().print(), colours());
            }
        }
        return ExitCode.OK;
    }
}
