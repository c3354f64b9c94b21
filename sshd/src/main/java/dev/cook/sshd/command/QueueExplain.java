package dev.cook.sshd.command;

import dev.cook.domain.Role;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.domain.view.CheckView;
import dev.cook.domain.view.FailureView;
import dev.cook.merge.LandingChecks;
import dev.cook.merge.MergeQueue;
import dev.cook.merge.QueueView;
import dev.cook.sshd.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Explains why a branch has not landed yet. */
@Command(
        name = "explain",
        description =
                "Explain why a branch has not landed: what it waits for, what is ahead of it, and what happened so"
                        + " far.",
        footer = {"", "Example:", "  ssh HOST queue explain team/thing fix"})
final class QueueExplain extends BranchCommand {
    /** Facts told: the last hour or two of a busy branch. */
    private static final int FACTS = 20;

    private final MergeQueue queue;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    QueueExplain(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    /** In JSON. */
    record View(
            String repo,
            String branch,
            String state,
            String target,
            String reason,
            Optional<String> heldBy,
            Optional<Integer> position,
            List<CheckView> checks,
            List<QueueView.Line> ahead,
            List<FailureView> failures,
            List<Fact> facts) {}

    /** Something that happened to it. */
    record Fact(Instant at, String type, String text) {
        static Fact of(Event event) {
            return new Fact(event.at(), event.type(), EventText.line(event));
        }
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, Role.READ));
        QueueView view = queue.show(found.repo().id(), found.branch().target());
        String name = found.branch().name().value();
        List<FailureView> failures = found.branch().state().ended()
                ? List.of()
                : store().read(tx -> tx.failures().of(found.branch())).stream()
                        .map(FailureView::of)
                        .toList();
        Optional<String> failing = failures.stream().map(FailureView::told).findFirst();
        Optional<QueueView.Line> line = found.branch().state().ended()
                ? Optional.empty()
                : view.lines().stream().filter(one -> one.branch().equals(name)).findFirst();
        List<QueueView.Line> ahead = line.flatMap(QueueView.Line::position)
                .map(position -> view.lines().subList(0, position - 1))
                .orElse(List.of());
        List<Fact> facts = store().read(
                        tx -> tx.events().newestOfBranch(found.branch().id(), FACTS).stream()
                                .map(Fact::of)
                                .toList());
        View shown = new View(
                found.repo().name().value(),
                name,
                found.branch().state().word(),
                found.branch().target().value(),
                line.map(QueueView.Line::reason).or(() -> failing).orElseGet(() -> outside(found)),
                found.branch().heldBy(),
                line.flatMap(QueueView.Line::position),
                CheckView.of(store().read(tx -> LandingChecks.read(tx, found.branch()))),
                ahead,
                failures,
                facts);
        sayJson(shown);
        if (!json()) {
            print(shown);
        }
        return ExitCode.OK;
    }

    private static String outside(Found found) {
        return switch (found.branch().state()) {
            case ACTIVE ->
                found.branch()
                        .waitsFor()
                        .map(what -> "waiting for a person: " + what)
                        .orElse("still in progress; its gates run once its author says that the work is done");
            case DONE, QUEUED -> "the queue has not looked at this branch yet";
            case LANDED -> "landed";
            case ABANDONED -> "abandoned";
        };
    }

    private void print(View view) {
        say("branch     " + view.branch() + " (" + view.state() + ", target " + view.target() + ")");
        say("reason     " + view.reason());
        view.heldBy().filter(who -> !view.reason().contains(who)).ifPresent(who -> say("held by    " + who));
        view.failures().stream()
                .map(FailureView::told)
                .filter(told -> !told.equals(view.reason()))
                .forEach(told -> say("error      " + told));
        view.checks().forEach(check -> say("check      " + check.told()));
        view.position().ifPresent(position -> say("position   " + position));
        view.ahead().forEach(line -> say("  ahead    " + line.branch() + ": " + line.reason()));
        if (!view.facts().isEmpty()) {
            say("timeline");
            view.facts().forEach(fact -> say("  " + time(fact.at()) + "  " + fact.text()));
        }
    }
}
