package dev.cook.sshd.command;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists what judged a branch, newest candidate first. */
@Command(
        name = "list",
        description = "List the gate runs of a branch, those of the newest candidate first.",
        footer = {"", "Example:", "  ssh HOST gate list team/thing fix"})
final class GateList extends BranchCommand {
    /** Characters of a reason that fit a table. */
    private static final int SHORT = 100;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] BRANCH",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    GateList(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        List<GateRunView> views = store().read(tx -> {
            Found found = branch(tx, words, Role.READ);
            List<GateRunView> all = new ArrayList<>();
            for (Candidate candidate : tx.candidates().of(found.branch().id()).reversed()) {
                for (GateRun run : tx.gateRuns().of(candidate.id())) {
                    all.add(GateRunView.of(run, candidate));
                }
            }
            return all;
        });
        Table table = new Table("RUN", "COMMIT", "GATE", "ATTEMPT", "STATE", "QUEUED", "WHY");
        views.forEach(view -> table.row(
                view.run(),
                CellText.commit(view.commit()),
                view.gate(),
                view.attempt(),
                view.told(),
                view.queuedAt(),
                Text.shortened(view.reason().orElse("-"), SHORT)));
        return list(views, table, "no gate judged it yet; they run when its author says it is done");
    }
}
