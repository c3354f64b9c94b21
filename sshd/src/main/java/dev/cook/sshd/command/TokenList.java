package dev.cook.sshd.command;

import dev.cook.domain.AccessToken;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Lists the caller's tokens, without their secrets. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List your tokens, without their secrets.",
        footer = {"", "Example:", "  ssh HOST token list"})
final class TokenList extends CookCommand {
    TokenList(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(
            long id,
            String label,
            String scope,
            String state,
            Instant expiresAt,
            Optional<Instant> revokedAt,
            Optional<Instant> usedAt) {
        static View of(AccessToken token, Instant now) {
            String state = token.revokedAt().isPresent()
                    ? "revoked"
                    : token.expiresAt().isAfter(now) ? "active" : "expired";
            return new View(
                    token.id(),
                    token.label(),
                    token.scope().word(),
                    state,
                    token.expiresAt(),
                    token.revokedAt(),
                    token.usedAt());
        }
    }

    @Override
    protected ExitCode run() {
        List<View> views = store().read(tx -> tx.tokens().of(caller().account()).stream()
                .map(token -> View.of(token, tx.now()))
                .toList());
        Table table = new Table("ID", "SCOPE", "STATE", "EXPIRES", "LAST USED", "LABEL");
        views.forEach(view -> table.row(
                view.id(),
                view.scope(),
                view.state(),
                time(view.expiresAt()),
                view.usedAt().map(this::time).orElse("-"),
                view.label()));
        return list(views, table, "no tokens");
    }
}
