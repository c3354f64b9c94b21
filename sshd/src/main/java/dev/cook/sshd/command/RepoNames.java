package dev.cook.sshd.command;

import dev.cook.domain.Caller;
import dev.cook.domain.RepoName;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.DeletedRepos;
import dev.cook.store.Repos;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;

/**
 * Who may give a repository which name. A name that a repository had before leads to it: whoever could take it would get
 * what others still push there. So only an admin of that repository may, and a push never does.
 */
final class RepoNames {
    private RepoNames() {}

    /** Makes a name free, if the caller may; a {@link Refusal} says who holds it otherwise, to those who may know. */
    static void free(Tx tx, Caller.AccountCaller caller, RepoName name) {
        tx.repos().lockNames();
        Optional<Repos.Holder> holder = tx.repos().holder(name);
        if (holder.isEmpty()) {
            return;
        }
        boolean admin = administers(tx, caller, holder.get());
        if (!admin) {
            throw taken(name);
        }
        if (holder.get().former()) {
            tx.repos().forgetFormerName(name);
        } else if (holder.get().deleted()) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    "the name " + name + " belongs to a repository that was deleted",
                    "`repo restore " + name + "` brings the repository back; `repo purge` removes it for ever");
        } else {
            throw taken(name);
        }
    }

    static Refusal taken(RepoName name) {
        return new Refusal(
                ExitCode.CONFLICT,
                "the name " + name + " is taken",
                "choose another name; upper and lower case count as the same");
    }

    /** Those that the caller may restore, the one that was deleted last first. */
    static List<DeletedRepos.Deleted> deleted(Tx tx, Caller.AccountCaller caller) {
        if (!caller.ceiling().includes(Role.ADMIN)) {
            return List.of();
        }
        return caller.siteAdmin() ? tx.deletedRepos().list() : tx.deletedRepos().administeredBy(caller.account());
    }

    /** A deleted repository that the caller may restore. */
    static DeletedRepos.Deleted deleted(Tx tx, Caller.AccountCaller caller, String name) {
        return RepoName.parse(name)
                .flatMap(tx.deletedRepos()::byName)
                .filter(found -> Access.granted(tx, caller, found.repo().id())
                        .filter(role -> role.includes(Role.ADMIN))
                        .isPresent())
                .orElseThrow(() -> new Refusal(
                        ExitCode.NOT_FOUND,
                        "no deleted repository '" + Text.shortened(Text.printable(name), 100)
                                + "', or you are not an admin of it",
                        "`repo list --deleted` shows those that you may restore"));
    }

    private static boolean administers(Tx tx, Caller.AccountCaller caller, Repos.Holder holder) {
        return Access.granted(tx, caller, holder.repo())
                .filter(role -> role.includes(Role.ADMIN))
                .isPresent();
    }
}
