package dev.cook.sshd.command;

import dev.cook.domain.Repo;
import dev.cook.domain.view.RepoView;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the repositories that the caller may see. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List the repositories that you can see, and your role in each.",
        footer = {"", "Examples:", "  ssh HOST repo list --json", "  ssh HOST repo list --deleted"})
final class RepoList extends CookCommand {
    @Option(names = "--deleted", description = "List the deleted repositories that you can restore instead.")
    private boolean deleted;

    RepoList(Desk desk) {
        super(desk);
    }

    /** A deleted one in JSON. */
    record DeletedView(String name, Instant deletedAt, String deletedBy, boolean purged) {}

    @Override
    protected ExitCode run() {
        return deleted ? deleted() : present();
    }

    private ExitCode deleted() {
        List<DeletedView> views = store().read(tx -> RepoNames.deleted(tx, caller())).stream()
                .map(found -> new DeletedView(found.repo().name().value(), found.at(), found.by(), found.purged()))
                .toList();
        Table table = new Table("NAME", "DELETED", "BY", "");
        views.forEach(view -> table.row(
                view.name(), view.deletedAt(), view.deletedBy(), view.purged() ? "being removed for ever" : ""));
        return list(views, table, "you may restore no deleted repository");
    }

    private ExitCode present() {
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
