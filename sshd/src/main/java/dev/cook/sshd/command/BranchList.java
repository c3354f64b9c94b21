package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the branches of a repository, newest first. */
@Command(
        name = "list",
        description = "List the branches on their way, newest first, and what each waits for.",
        footer = {"", "Examples:", "  ssh HOST branch list team/thing", "  ssh HOST branch list team/thing --all --json"
        })
final class BranchList extends CookCommand {
    /** Characters of a reason that fit a table. */
    private static final int SHORT = 80;

    @Parameters(
            arity = "0..1",
            paramLabel = "[REPO]",
            hideParamSyntax = true,
            description = "The repository; may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--all", description = "Also those that landed or were abandoned, the last one first.")
    private boolean all;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many of each; 50 unless said otherwise.")
    private int limit = 50;

    BranchList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        int most = limit(limit);
        List<BranchView> views = store()
                .read(tx -> {
                    Repo repo = repo(tx, words, Role.READ);
                    List<Branch> found = new ArrayList<>(tx.branches().alive(repo.id(), most));
                    if (all) {
                        found.addAll(tx.branches().ended(repo.id(), most));
                    }
                    return found;
                })
                .stream()
                .map(BranchView::of)
                .toList();
        Table table = new Table("BRANCH", "STATE", "LANDS ON", "AGENT", "BY", "STARTED", "WAITS FOR");
        views.forEach(view -> table.row(
                view.name(),
                view.state(),
                view.target(),
                view.agent().orElse("-"),
                view.startedBy(),
                view.startedAt(),
                Text.shortened(view.waitsFor().orElse("-"), SHORT)));
        return list(views, table, all ? "no branches yet" : "no branches on their way; --all shows those that ended");
    }
}
