package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import dev.cook.store.ControllerStatus;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows how the server's controllers do, and what they fail to do. */
@Command(
        name = "list",
        description =
                "List the server's controllers, and the work that they fail to do at present, with the reasons; for"
                        + " site admins.",
        footer = {
            "",
            "What fails is tried again later and later, up to every two minutes, and stops nothing else.",
            "The server's log has each failure under its error. Passes and failures are counted since",
            "the server started.",
            "",
            "Example:",
            "  ssh HOST controller list"
        })
final class ControllerList extends CookCommand {
    /** Failures shown: whoever has more looks for what they have in common. */
    private static final int MOST = 100;

    ControllerList(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(List<ControllerStatus> controllers, List<FailureView> failures) {}

    @Override
    protected ExitCode run() {
        requireSiteAdmin();
        View view = new View(
                store().controllers(),
                store().read(tx -> tx.failures().all(MOST)).stream()
                        .map(FailureView::of)
                        .toList());
        sayJson(view);
        if (!json()) {
            print(view);
        }
        return ExitCode.OK;
    }

    private void print(View view) {
        Table table = new Table("CONTROLLER", "PASSES", "FAILURES", "FAILING", "LAST PASS");
        view.controllers()
                .forEach(controller -> table.row(
                        controller.name(),
                        controller.passes(),
                        controller.failures(),
                        controller.failing(),
                        controller.lastPass().map(Table::moment).orElse("none yet")));
        list(view.controllers(), table, "no controller has started");
        view.failures()
                .forEach(failure -> say(failure.controller() + ": failed " + failure.tries() + " times since "
                        + Table.moment(failure.since()) + " to " + failure.step() + " (" + failure.item() + "): "
                        + failure.reason() + "; next try " + Table.moment(failure.nextTry()) + ", error "
                        + failure.error()));
    }
}
