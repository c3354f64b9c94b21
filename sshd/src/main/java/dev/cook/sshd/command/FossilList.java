package dev.cook.sshd.command;

import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the fossils of a repository, newest first. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List a repository's fossils (archived branch tips), newest first.",
        footer = {"", "Example:", "  ssh HOST fossil list team/thing --limit 20"})
final class FossilList extends CookCommand {
    private static final int MOST = 10_000;

    @Mixin
    private final RepoArgument repo = new RepoArgument();

    @Mixin
    private final LimitOption limit = new LimitOption();

    @Option(names = "--before", paramLabel = "NUMBER", description = "Only fossils with a smaller number.")
    private long before = Long.MAX_VALUE;

    FossilList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        int most = limit.between(1, MOST, "use --before to see earlier fossils");
        List<FossilView> views =
                store()
                        .read(tx -> tx.fossils()
                                .list(repo(tx, repo.words(), Role.READ).id(), before, most))
                        .stream()
                        .map(FossilView::of)
                        .toList();
        Table table = new Table("NUMBER", "TIP", "REASON", "BY", "ARCHIVED", "NAME");
        views.forEach(view -> table.row(
                view.number(),
                view.tip().substring(0, 10),
                view.reason(),
                view.madeBy(),
                time(view.madeAt()),
                view.name()));
        return list(views, table, "no fossils yet");
    }
}
