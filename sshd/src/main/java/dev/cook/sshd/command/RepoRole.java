package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.event.RepoFact;
import dev.cook.sshd.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives or takes a role in a repository. */
@Command(
        name = "role",
        description = "Set an account's role in a repository. Repository admins only.",
        footer = {
            "",
            "  read   clone, fetch and view",
            "  write  push branches and start agents",
            "  land   queue branches to land, and push to target branches",
            "  admin  change settings and roles",
            "  none   no access: the repository is hidden",
            "",
            "Example:",
            "  ssh HOST repo role team/thing ann land"
        })
final class RepoRole extends CookCommand {
    private static final String NONE = "none";

    @Mixin
    private final NamedRepo named = new NamedRepo();

    @Parameters(index = "1", paramLabel = "ACCOUNT", description = "The account.")
    private String account = "";

    @Parameters(index = "2", paramLabel = "ROLE", description = "read, write, land, admin or none.")
    private String role = "";

    RepoRole(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String repo, String account, String role) {}

    @Override
    protected ExitCode run() {
        Optional<Role> given = Role.parse(role);
        if (given.isEmpty() && !role.equals(NONE)) {
            throw Refusal.usage(
                    "no role '" + Text.shortened(Text.printable(role), 40) + "'",
                    "choose read, write, land, admin or none");
        }
        View view = store().write(tx -> {
            Repo repo = repo(tx, named.name(), Role.ADMIN);
            Account who = account(tx, account);
            given.ifPresentOrElse(wanted -> tx.accounts().grant(repo.id(), who.id(), wanted), () -> tx.accounts()
                    .withdraw(repo.id(), who.id()));
            String what = given.map(Role::word).orElse(NONE);
            tx.events()
                    .append(
                            repo.id(),
                            new RepoFact.RoleChanged(caller().name(), who.name(), RepoFact.Granted.of(given)));
            return new View(repo.name().value(), who.name().value(), what);
        });
        sayJson(view);
        say(
                given.isPresent()
                        ? view.account() + " now has the " + view.role() + " role in " + view.repo()
                        : view.account() + " no longer has access to " + view.repo());
        return ExitCode.OK;
    }
}
