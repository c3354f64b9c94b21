package dev.cook.sshd.command;

import dev.cook.domain.BrowserSession;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Lists the browsers in which the caller is signed in. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List the browsers in which you are signed in.",
        footer = {"", "Example:", "  ssh HOST login list"})
final class LoginList extends CookCommand {
    LoginList(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(
            long id,
            Optional<Instant> createdAt,
            Optional<Instant> usedAt,
            Instant expiresAt,
            String address,
            String browser) {
        static View of(BrowserSession session) {
            return new View(
                    session.id(),
                    session.createdAt(),
                    session.usedAt(),
                    session.expiresAt(),
                    session.address(),
                    session.browser());
        }
    }

    @Override
    protected ExitCode run() {
        List<View> views = store().read(tx -> tx.browserSessions().of(caller().account())).stream()
                .map(View::of)
                .toList();
        Table table = new Table("ID", "SIGNED IN", "LAST USED", "ADDRESS", "BROWSER");
        views.forEach(view -> table.row(
                view.id(),
                view.createdAt().map(this::time).orElse("-"),
                view.usedAt().map(this::time).orElse("-"),
                view.address().isEmpty() ? "-" : view.address(),
                view.browser().isEmpty() ? "-" : view.browser()));
        return list(views, table, "you are signed in with no browser");
    }
}
