package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.domain.Branch;
import dev.cook.domain.Landing;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.domain.view.BranchView;
import dev.cook.domain.view.CandidateView;
import dev.cook.domain.view.CheckView;
import dev.cook.domain.view.FailureView;
import dev.cook.domain.view.SessionView;
import dev.cook.merge.LandingChecks;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a branch's state and how it came about. */
@Command(
        name = "show",
        aliases = {"view", "status"},
        description = "Show a branch: its state, what it waits for, its gates, and the end of its timeline.",
        footer = {"", "Example:", "  ssh HOST branch show team/thing fix"})
final class BranchShow extends BranchCommand {
    /** Lines of the timeline; the branch's page has all of it. */
    private static final int TIMELINE_LINES = 12;

    /** Characters of a task shown in one line. */
    private static final int SHORT = 400;

    private final Agents agents;
    private final MergeQueue queue;
    private final Supplier<String> url;

    @Mixin
    private final BranchArgument branch = new BranchArgument();

    BranchShow(Desk desk, Agents agents, MergeQueue queue, Supplier<String> url) {
        super(desk);
        this.agents = agents;
        this.queue = queue;
        this.url = url;
    }

    /** In JSON. */
    record View(
            String repo,
            BranchView branch,
            List<SessionView> sessions,
            Optional<String> sessionWaits,
            Optional<InQueue> queue,
            Optional<CandidateView> candidate,
            List<CheckView> checks,
            List<FailureView> failures,
            List<Line> timeline,
            Optional<Long> fossil,
            String page) {}

    /**
     * Where it is in the queue of its target.
     *
     * @param position counts from 1; empty: it is tested, and nobody has queued it
     */
    record InQueue(Optional<Integer> position, String reason) {}

    /** A line of the timeline. */
    record Line(Instant at, String type, String text) {
        static Line of(Event event) {
            return new Line(event.at(), event.type(), EventText.line(event));
        }
    }

    @Override
    protected ExitCode run() {
        Found found = store().read(tx -> branch(tx, branch, Role.READ));
        Optional<InQueue> place = found.branch().state().ended()
                ? Optional.empty()
                : queue.show(found.repo().id(), found.branch().target()).lines().stream()
                        .filter(line ->
                                line.branch().equals(found.branch().name().value()))
                        .findFirst()
                        .map(line -> new InQueue(line.position(), line.reason()));
        View view = store().read(tx -> view(tx, place));
        sayJson(view);
        if (!json()) {
            print(view);
        }
        return ExitCode.OK;
    }

    private View view(Tx tx, Optional<InQueue> place) {
        Found found = branch(tx, branch, Role.READ);
        Branch life = found.branch();
        return new View(
                found.repo().name().value(),
                BranchView.of(life),
                tx.sessions().of(life.id()).stream()
                        .map(session -> SessionView.of(session, life.name()))
                        .toList(),
                tx.sessions().alive(life.id()).flatMap(session -> agents.waits(tx, session.environment())),
                place,
                tx.candidates()
                        .newest(life.id())
                        .map(candidate ->
                                CandidateView.of(candidate, tx.gateRuns().of(candidate.id()))),
                CheckView.of(LandingChecks.read(tx, life)),
                life.state().ended()
                        ? List.of()
                        : tx.failures().of(life).stream().map(FailureView::of).toList(),
                tx.events().newestOfBranch(life.id(), TIMELINE_LINES).stream()
                        .map(Line::of)
                        .toList(),
                tx.fossils().ofBranch(life.id()).stream()
                        .map(fossil -> fossil.number())
                        .reduce((earlier, later) -> later),
                PageAddress.branch(url.get(), found.repo().name(), life.name()));
    }

    private void print(View view) {
        BranchView shown = view.branch();
        say("branch     " + shown.name() + " in " + view.repo());
        say("state      " + shown.state());
        shown.waitsFor().ifPresent(what -> say("waits for  " + what));
        view.failures().forEach(failure -> say("error      " + failure.told()));
        say("target     " + shown.target() + landing(shown));
        shown.landedAs().ifPresent(commit -> say("landed as  " + commit));
        say("started    " + time(shown.startedAt()) + " by " + shown.startedBy());
        shown.prompt()
                .ifPresent(
                        prompt -> say("task       " + shown.agent().orElse("") + ": " + Text.shortened(prompt, SHORT)));
        view.sessions()
                .forEach(session -> say("session    " + session.session() + ": " + session.agent() + " "
                        + session.state()
                        + session.reason().map(why -> ", " + why).orElse("")));
        view.sessionWaits().ifPresent(why -> say("           waits " + why));
        shown.heldBy().ifPresent(who -> say("held by    " + who));
        view.queue()
                .filter(_ -> shown.waitsFor().isEmpty())
                .ifPresent(place -> say("queue      "
                        + place.position().map(number -> "#" + number + ": ").orElse("") + place.reason()));
        view.candidate().ifPresent(this::print);
        view.checks().forEach(check -> say("check      " + check.told()));
        view.fossil().ifPresent(number -> say("fossil     " + number));
        if (!view.timeline().isEmpty()) {
            say("timeline");
            view.timeline().forEach(line -> say("  " + time(line.at()) + "  " + line.text()));
        }
        say("page       " + view.page());
    }

    /** How it lands, while that is still to come. */
    private static String landing(BranchView shown) {
        if (shown.endedAt().isPresent()) {
            return "";
        }
        return shown.landing().equals(Landing.AUTO.word())
                ? " (lands automatically when its gates pass)"
                : " (lands after somebody runs `branch land`)";
    }

    private void print(CandidateView candidate) {
        say("candidate  " + CellText.commit(candidate.commit()) + " " + candidate.state()
                + (candidate.conflicts().isEmpty() ? "" : ": " + String.join(", ", candidate.conflicts())));
        candidate
                .gates()
                .forEach(run -> say("  gate     " + run.gate() + " " + run.told()
                        + run.reason().map(why -> ": " + why).orElse("") + " (run " + run.run() + ")"));
    }
}
