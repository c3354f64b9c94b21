package dev.cook.sshd.command;

import dev.cook.domain.AccountKey;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the keys of an account. */
@Command(
        name = "list",
        description = "List your SSH keys.",
        footer = {"", "Example:", "  ssh HOST key list"})
final class KeyList extends CookCommand {
    @Option(names = "--account", paramLabel = "NAME", description = "Whose keys; others than yours for site admins.")
    private String account = "";

    KeyList(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(long id, String fingerprint, String key, String label, Instant createdAt) {
        static View of(AccountKey key) {
            return new View(key.id(), key.fingerprint(), key.publicKey(), key.label(), key.createdAt());
        }
    }

    @Override
    protected ExitCode run() {
        boolean own = account.isEmpty() || account.equals(caller().name());
        if (!own) {
            requireSiteAdmin();
        }
        List<View> views =
                store()
                        .read(tx -> tx.keys()
                                .of(
                                        own
                                                ? caller().account()
                                                : account(tx, account).id()))
                        .stream()
                        .map(View::of)
                        .toList();
        Table table = new Table("ID", "FINGERPRINT", "CREATED", "LABEL");
        views.forEach(view -> table.row(view.id(), view.fingerprint(), view.createdAt(), view.label()));
        return list(views, table, "no keys");
    }
}
