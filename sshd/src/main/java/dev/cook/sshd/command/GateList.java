package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.view.GateRunView;
import dev.cook.sshd.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the gate runs of a branch, newest candidate first. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "List the gate runs of a branch, newest candidate first.",
        footer = {"", "Example:", "  ssh HOST gate list team/thing fix"})
final class GateList extends BranchCommand {
    /** Characters of a reason that fit a table. */
    private static final int SHORT = 100;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    GateList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, Role.READ));
        List<GateRunView> views = store().read(tx -> {
            List<GateRunView> all = new ArrayList<>();
            for (Candidate candidate : tx.candidates().of(found.branch().id()).reversed()) {
                for (GateRun run : tx.gateRuns().of(candidate.id())) {
                    all.add(GateRunView.of(run, candidate));
                }
            }
            return all;
        });
        Table table = new Table("RUN", "COMMIT", "GATE", "ATTEMPT", "STATE", "QUEUED", "REASON");
        views.forEach(view -> table.row(
                view.run(),
                CellText.commit(view.commit()),
                view.gate(),
                view.attempt(),
                view.told(),
                time(view.queuedAt()),
                Text.shortened(view.reason().orElse("-"), SHORT)));
        return list(views, table, none(found.branch()));
    }

    /** Why there is nothing to list, as far as the branch's state tells. */
    private static String none(Branch branch) {
        return switch (branch.state()) {
            case ACTIVE -> "no gates have run yet; they run once the author says that the work is done";
            case DONE, QUEUED ->
                "no gates have run yet"
                        + branch.waitsFor()
                                .map(what -> "; waiting for a person: " + what)
                                .orElse("; `queue explain " + branch.name() + "` shows what the branch waits for");
            case LANDED -> "no gates ran before " + branch.name() + " landed";
            case ABANDONED -> "no gates ran before " + branch.name() + " was abandoned";
        };
    }
}
