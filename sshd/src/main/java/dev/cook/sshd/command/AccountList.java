package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the accounts. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List the accounts. Site admins only.",
        footer = {"", "Example:", "  ssh HOST account list"})
final class AccountList extends CookCommand {
    AccountList(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String name, boolean siteAdmin, boolean mayCreateRepos, Instant createdAt) {
        static View of(Account account) {
            return new View(account.name().value(), account.siteAdmin(), account.mayCreateRepos(), account.createdAt());
        }
    }

    @Override
    protected ExitCode run() {
        requireSiteAdmin();
        List<View> views =
                store().read(tx -> tx.accounts().list()).stream().map(View::of).toList();
        Table table = new Table("NAME", "SITE ADMIN", "CAN CREATE REPOS", "CREATED");
        views.forEach(view -> table.row(
                view.name(),
                view.siteAdmin() ? "yes" : "no",
                view.mayCreateRepos() ? "yes" : "no",
                time(view.createdAt())));
        return list(views, table, "no accounts");
    }
}
