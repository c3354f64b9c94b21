package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.AccountKey;
import dev.cook.domain.event.AccountFact;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a key; connections that it opened start nothing more. */
@Command(
        name = "remove",
        description = "Remove an SSH key. Connections that it opened start nothing more.",
        footer = {"", "Example:", "  ssh HOST key remove 7"})
final class KeyRemove extends CookCommand {
    @Parameters(paramLabel = "ID", description = "The number that `key list` shows.")
    private long id;

    @Option(names = "--account", paramLabel = "NAME", description = "Whose key; others than yours for site admins.")
    private String account = "";

    KeyRemove(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(long id, boolean removed) {}

    @Override
    protected ExitCode run() {
        requireFullRights();
        boolean own = account.isEmpty() || account.equals(caller().name());
        if (!own) {
            requireSiteAdmin();
        }
        store().change(tx -> {
            Account owner = account(tx, own ? caller().name() : account);
            List<AccountKey> keys = tx.keys().of(owner.id());
            if (own && keys.size() == 1 && keys.getFirst().id() == id) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "this is your only key",
                        "add another one first, or you could not sign in any more");
            }
            if (!tx.keys().remove(owner.id(), id)) {
                throw new Refusal(ExitCode.NOT_FOUND, "no key " + id, "`key list` shows the numbers");
            }
            tx.events().append(new AccountFact.Changed(caller().name(), owner.name(), "key " + id + " removed"));
        });
        sayJson(new View(id, true));
        say("removed key " + id);
        return ExitCode.OK;
    }
}
