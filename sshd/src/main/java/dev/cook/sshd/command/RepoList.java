package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the repositories that the caller may see. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List the repositories that you can see, and your role in each.",
        footer = {"", "Example:", "  ssh HOST repo list --json"})
final class RepoList extends CookCommand {
    RepoList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        List<RepoView> views = store().read(tx -> {
            List<RepoView> found = new ArrayList<>();
            for (Repo repo : tx.repos().list()) {
                Access.role(tx, caller(), repo.id()).ifPresent(role -> found.add(RepoView.of(repo, role)));
            }
            return found;
        });
        Table table = new Table("NAME", "DEFAULT BRANCH", "ROLE", "CREATED");
        views.forEach(view -> table.row(view.name(), view.defaultBranch(), view.role(), time(view.createdAt())));
        return list(views, table, "no repositories yet; push to a new name, or run: repo create NAME");
    }
}
