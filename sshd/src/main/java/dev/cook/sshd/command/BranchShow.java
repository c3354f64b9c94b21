package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.domain.Branch;
import dev.cook.domain.Landing;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.event.Event;
import dev.cook.domain.event.EventText;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows where a branch is and how it came there. */
@Command(
        name = "show",
        description = "Show where a branch is, what it waits for, and the last lines of its story.",
        footer = {"", "Example:", "  ssh HOST branch show team/thing fix"})
final class BranchShow extends BranchCommand {
    /** Lines of the story; its page has all of it. */
    private static final int STORY_LINES = 12;

    /** Characters of a task shown in one line. */
    private static final int SHORT = 400;

    private final Agents agents;
    private final Supplier<String> url;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    BranchShow(Desk desk, Agents agents, Supplier<String> url) {
        super(desk);
        this.agents = agents;
        this.url = url;
    }

    /** In JSON. */
    record View(
            String repo,
            BranchView branch,
            List<SessionView> sessions,
            Optional<String> sessionWaits,
            Optional<CandidateView> candidate,
            List<FailureView> failures,
            List<Line> story,
            Optional<Long> fossil,
            String page) {}

    /** A line of the story. */
    record Line(Instant at, String type, String text) {
        static Line of(Event event) {
            return new Line(event.at(), event.type(), EventText.line(event));
        }
    }

    @Override
    protected ExitCode run() {
        View view = store().read(this::view);
        sayJson(view);
        if (!json()) {
            print(view);
        }
        return ExitCode.OK;
    }

    private View view(Tx tx) {
        Found found = branch(tx, words, Role.READ);
        Branch branch = found.branch();
        return new View(
                found.repo().name().value(),
                BranchView.of(branch),
                tx.sessions().of(branch.id()).stream()
                        .map(session -> SessionView.of(session, branch.name()))
                        .toList(),
                tx.sessions().alive(branch.id()).flatMap(session -> agents.waits(tx, session.environment())),
                tx.candidates()
                        .newest(branch.id())
                        .map(candidate ->
                                CandidateView.of(candidate, tx.gateRuns().of(candidate.id()))),
                branch.state().ended()
                        ? List.of()
                        : tx.failures().of(branch).stream().map(FailureView::of).toList(),
                tx.events().newestOfBranch(branch.id(), STORY_LINES).stream()
                        .map(Line::of)
                        .toList(),
                tx.fossils().ofBranch(branch.id()).stream()
                        .map(fossil -> fossil.number())
                        .reduce((earlier, later) -> later),
                PageAddress.branch(url.get(), found.repo().name(), branch.name()));
    }

    private void print(View view) {
        BranchView branch = view.branch();
        say("branch     " + branch.name() + " in " + view.repo());
        say("state      " + branch.state());
        branch.waitsFor().ifPresent(what -> say("waits for  " + what));
        view.failures().forEach(failure -> say("fails      " + failure.told()));
        say("lands on   " + branch.target()
                + (branch.landing().equals(Landing.AUTO.word()) ? ", by itself" : ", when somebody says so"));
        branch.landedAs().ifPresent(commit -> say("landed as  " + commit));
        say("started    " + Table.moment(branch.startedAt()) + " by " + branch.startedBy());
        branch.prompt()
                .ifPresent(prompt ->
                        say("task       " + branch.agent().orElse("") + ": " + Text.shortened(prompt, SHORT)));
        view.sessions()
                .forEach(session -> say("session    " + session.session() + ": " + session.agent() + " "
                        + session.state()
                        + session.reason().map(why -> ", " + why).orElse("")));
        view.sessionWaits().ifPresent(why -> say("           waits " + why));
        view.candidate().ifPresent(this::print);
        view.fossil().ifPresent(number -> say("fossil     " + number));
        if (!view.story().isEmpty()) {
            say("story");
            view.story().forEach(line -> say("  " + Table.moment(line.at()) + "  " + line.text()));
        }
        say("page       " + view.page());
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
