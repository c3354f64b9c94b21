package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.AccountKey;
import dev.cook.domain.event.AccountFact;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a key; connections that it opened start nothing more. */
@Command(
        name = "remove",
        aliases = {"rm"},
        description = "Remove an SSH key. Connections that it opened cannot start new commands.",
        footer = {"", "Example:", "  ssh HOST key remove 7"})
final class KeyRemove extends CookCommand {
    @Parameters(paramLabel = "ID", description = "The key's number; see `key list`.")
    private long id;

    @Mixin
    private final AccountOption account = new AccountOption();

    KeyRemove(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(long id, boolean removed) {}

    @Override
    protected ExitCode run() {
        requireFullRights();
        boolean own = account.isOf(caller().name());
        if (!own) {
            requireSiteAdmin();
        }
        store().change(tx -> {
            Account owner = account(tx, account.nameOr(caller().name()));
            List<AccountKey> keys = tx.keys().of(owner.id());
            if (own && keys.size() == 1 && keys.getFirst().id() == id) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "key " + id + " is your only key; without one you could not sign in",
                        "add another key first: key add");
            }
            if (!tx.keys().remove(owner.id(), id)) {
                throw new Refusal(ExitCode.NOT_FOUND, "no key " + id, "list the keys: key list");
            }
            tx.events().append(new AccountFact.Changed(caller().name(), owner.name(), "key " + id + " removed"));
        });
        sayJson(new View(id, true));
        say("removed key " + id);
        return ExitCode.OK;
    }
}
