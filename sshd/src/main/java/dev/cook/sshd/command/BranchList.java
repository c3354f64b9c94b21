package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.view.BranchView;
import dev.cook.sshd.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the branches of a repository, newest first. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List open branches, newest first, and what each waits for.",
        footer = {"", "Examples:", "  ssh HOST branch list team/thing", "  ssh HOST branch list team/thing --all --json"
        })
final class BranchList extends CookCommand {
    /** Characters of a reason that fit a table. */
    private static final int SHORT = 80;

    @Mixin
    private final RepoArgument repo = new RepoArgument();

    @Option(names = "--all", description = "Also list branches that landed or were abandoned, latest first.")
    private boolean all;

    @Mixin
    private final LimitOption limit = new LimitOption();

    BranchList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        int most = rows(limit);
        List<BranchView> views = store()
                .read(tx -> {
                    Repo in = repo(tx, repo.words(), Role.READ);
                    List<Branch> found = new ArrayList<>(tx.branches().alive(in.id(), most));
                    if (all) {
                        found.addAll(tx.branches().ended(in.id(), most));
                    }
                    return found;
                })
                .stream()
                .map(BranchView::of)
                .toList();
        Table table = new Table("BRANCH", "STATE", "TARGET", "AGENT", "BY", "STARTED", "WAITING FOR");
        views.forEach(view -> table.row(
                view.name(),
                view.state(),
                view.target(),
                view.agent().orElse("-"),
                view.startedBy(),
                time(view.startedAt()),
                Text.shortened(waits(view), SHORT)));
        return list(
                views,
                table,
                all ? "no branches yet" : "no open branches; --all also lists those that landed or were abandoned");
    }

    /** Somebody's hold goes first: without it, nothing else that the branch waits for lets it land. */
    private static String waits(BranchView view) {
        return Stream.concat(view.heldBy().map(who -> "held by " + who).stream(), view.waitsFor().stream())
                .reduce((held, what) -> held + "; " + what)
                .orElse("-");
    }
}
