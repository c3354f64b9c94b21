package dev.cook.sshd.command;

import dev.cook.domain.view.FailureView;
import dev.cook.sshd.ExitCode;
import dev.cook.store.ControllerStatus;
import java.util.List;
import picocli.CommandLine.Command;

/** Shows how the server's controllers do, and what they fail to do. */
@Command(
        name = "list",
        aliases = {"ls"},
        description =
                "List the server's controllers, and the work that currently fails, with the reason. Site admins only.",
        footer = {
            "",
            "Cook retries failed work with growing pauses of up to two minutes; the failure blocks nothing",
            "else. The server's log has each failure under its error id. Passes and failures are counted",
            "since the server started.",
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
                        controller.lastPass().map(this::time).orElse("none yet")));
        list(view.controllers(), table, "no controllers are running");
        view.failures()
                .forEach(failure ->
                        say(failure.controller() + ": failed to " + failure.step() + " (" + failure.item() + "), "
                                + failure.tries() + (failure.tries() == 1 ? " time" : " times") + " since "
                                + time(failure.since()) + ": " + failure.reason() + "; next attempt "
                                + time(failure.nextTry()) + ", error " + failure.error()));
    }
}
