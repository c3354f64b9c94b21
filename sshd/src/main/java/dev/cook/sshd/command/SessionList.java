package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.BranchId;
import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.domain.Text;
import dev.cook.domain.view.SessionView;
import dev.cook.sshd.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the sessions of a repository, newest first. */
@Command(
        name = "list",
        aliases = {"ls", "ps"},
        description = "List the agent sessions of a repository, newest first.",
        footer = {"", "Example:", "  ssh HOST session list team/thing"})
final class SessionList extends CookCommand {
    /** Characters of a reason that fit a table. */
    private static final int SHORT = 80;

    @Mixin
    private final RepoArgument repo = new RepoArgument();

    @Mixin
    private final LimitOption limit = new LimitOption();

    SessionList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        int most = rows(limit);
        List<SessionView> views = store().read(tx -> {
            Repo in = repo(tx, repo.words(), Role.READ);
            Map<BranchId, BranchName> names = new HashMap<>();
            List<SessionView> found = new ArrayList<>();
            for (Session session : tx.sessions().in(in.id(), most)) {
                BranchName name = names.computeIfAbsent(
                        session.branch(),
                        id -> tx.branches().get(id).map(Branch::name).orElseThrow());
                found.add(SessionView.of(session, name));
            }
            return found;
        });
        Table table = new Table("SESSION", "BRANCH", "AGENT", "STATE", "STARTED", "ENDED", "REASON");
        views.forEach(view -> table.row(
                view.session(),
                view.branch(),
                view.agent(),
                view.state(),
                time(view.startedAt()),
                view.endedAt().map(this::time).orElse("-"),
                Text.shortened(view.reason().orElse("-"), SHORT)));
        return list(views, table, "no sessions yet; push a branch with -o agent=NAME -o prompt=\"…\"");
    }
}
