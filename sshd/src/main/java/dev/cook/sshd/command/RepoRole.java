package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.event.RepoFact;
import dev.cook.sshd.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives or takes a role in a repository. */
@Command(
        name = "role",
        description = "Say what an account may do in a repository; for its admins.",
        footer = {
            "",
            "  read   clone, fetch, look",
            "  write  push branches, start agents",
            "  land   let branches land, push to the target",
            "  admin  change settings and roles",
            "  none   nothing: the repository is not there for them",
            "",
            "Example:",
            "  ssh HOST repo role team/thing ann land"
        })
final class RepoRole extends CookCommand {
    private static final String NONE = "none";

    @Parameters(index = "0", paramLabel = "NAME", description = "The repository.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "ACCOUNT", description = "Who.")
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
                    "a role is read, write, land, admin or none, not '" + role + "'", "see: repo role --help");
        }
        View view = store().write(tx -> {
            Repo repo = repo(tx, name, Role.ADMIN);
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
        say(view.account() + " has the role " + view.role() + " in " + view.repo());
        return ExitCode.OK;
    }
}
