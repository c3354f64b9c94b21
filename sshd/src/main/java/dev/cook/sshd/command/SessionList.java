package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the sessions of a repository, newest first. */
@Command(
        name = "list",
        description = "List the sessions of agents in a repository, newest first.",
        footer = {"", "Example:", "  ssh HOST session list team/thing"})
final class SessionList extends CookCommand {
    /** Characters of a reason that fit a table. */
    private static final int SHORT = 80;

    @Parameters(
            arity = "0..1",
            paramLabel = "[REPO]",
            hideParamSyntax = true,
            description = "The repository; may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 50 unless said otherwise.")
    private int limit = 50;

    SessionList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        int most = limit(limit);
        List<SessionView> views = store().read(tx -> {
            Repo repo = repo(tx, words, Role.READ);
            Map<BranchId, BranchName> names = new HashMap<>();
            List<SessionView> found = new ArrayList<>();
            for (Session session : tx.sessions().in(repo.id(), most)) {
                BranchName name = names.computeIfAbsent(
                        session.branch(),
                        id -> tx.branches().get(id).map(Branch::name).orElseThrow());
                found.add(SessionView.of(session, name));
            }
            return found;
        });
        Table table = new Table("SESSION", "BRANCH", "AGENT", "STATE", "STARTED", "ENDED", "WHY");
        views.forEach(view -> table.row(
                view.session(),
                view.branch(),
                view.agent(),
                view.state(),
                view.startedAt(),
                view.endedAt().map(Table::moment).orElse("-"),
                Text.shortened(view.reason().orElse("-"), SHORT)));
        return list(views, table, "no sessions yet; push a branch with -o agent=NAME -o prompt=\"…\"");
    }
}
