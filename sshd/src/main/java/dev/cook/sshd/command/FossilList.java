package dev.cook.sshd.command;

import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the fossils of a repository, newest first. */
@Command(
        name = "list",
        description = "List the fossils of a repository, newest first.",
        footer = {"", "Example:", "  ssh HOST fossil list team/thing --limit 20"})
final class FossilList extends CookCommand {
    private static final int MOST = 10_000;

    @Parameters(paramLabel = "REPO", description = "The repository.")
    private String repo = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 50 unless said otherwise.")
    private int limit = 50;

    @Option(names = "--before", paramLabel = "NUMBER", description = "Only those with smaller numbers.")
    private long before = Long.MAX_VALUE;

    FossilList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        if (limit < 1 || limit > MOST) {
            throw Refusal.usage("--limit is between 1 and " + MOST, "go on with --before instead");
        }
        List<FossilView> views =
                store().read(tx -> tx.fossils().list(repo(tx, repo, Role.READ).id(), before, limit)).stream()
                        .map(FossilView::of)
                        .toList();
        Table table = new Table("NUMBER", "TIP", "REASON", "BY", "MADE", "NAME");
        views.forEach(view -> table.row(
                view.number(), view.tip().substring(0, 10), view.reason(), view.madeBy(), view.madeAt(), view.name()));
        return list(views, table, "no fossils");
    }
}
