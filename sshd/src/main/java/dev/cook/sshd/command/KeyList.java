package dev.cook.sshd.command;

import dev.cook.domain.AccountKey;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the keys of an account. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List your SSH keys.",
        footer = {"", "Example:", "  ssh HOST key list"})
final class KeyList extends CookCommand {
    @Mixin
    private final AccountOption account = new AccountOption();

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
        boolean own = account.isOf(caller().name());
        if (!own) {
            requireSiteAdmin();
        }
        List<View> views = store()
                .read(tx -> tx.keys()
                        .of(
                                own
                                        ? caller().account()
                                        : account(tx, account.nameOr(caller().name()))
                                                .id()))
                .stream()
                .map(View::of)
                .toList();
        Table table = new Table("ID", "FINGERPRINT", "CREATED", "LABEL");
        views.forEach(view -> table.row(view.id(), view.fingerprint(), time(view.createdAt()), view.label()));
        return list(views, table, "no keys");
    }
}
