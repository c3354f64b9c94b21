package dev.cook.sshd;

import dev.cook.domain.HostRequest;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one session and its turns. */
@Command(
        name = "show",
        description = "Show a session and its turns.",
        footer = {"", "Example:", "  ssh HOST session show 7"})
final class SessionShow extends SessionCommand {
    /** Characters of a prompt shown in one line. */
    private static final int SHORT = 200;

    @Parameters(paramLabel = "ID", description = "The number that `session list` shows.")
    private long id;

    SessionShow(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(
            String repo,
            SessionView session,
            List<TurnView> turns,
            List<HostRequest> hosts,
            String used,
            Optional<BigDecimal> usd,
            Optional<BigDecimal> budgetUsd,
            Optional<Long> maxSeconds) {}

    @Override
    protected ExitCode run() {
        View view = store().read(tx -> {
            Worked found = session(tx, id, Role.READ);
            return new View(
                    found.repo().name().value(),
                    SessionView.of(found.session(), found.branch().name()),
                    tx.jobs().turns(found.session().id()).stream()
                            .map(TurnView::of)
                            .toList(),
                    tx.hostRequests().of(found.session().environment()),
                    tx.usage().spent(found.session().id()).told(),
                    tx.usage().spent(found.session().id()).usd(),
                    found.session().allowance().usd(),
                    found.session().allowance().time().map(Duration::toSeconds));
        });
        sayJson(view);
        SessionView session = view.session();
        say("session  " + session.session());
        say("branch   " + session.branch() + " in " + view.repo());
        say("agent    " + session.agent());
        say("state    " + session.state()
                + session.reason().map(why -> ", " + why).orElse(""));
        say("started  " + Table.moment(session.startedAt()));
        session.endedAt().ifPresent(at -> say("ended    " + Table.moment(at)));
        say("used     " + view.used()
                + view.budgetUsd().map(usd -> ", of " + Usd.shown(usd)).orElse("")
                + view.maxSeconds().map(most -> ", in at most " + most + " s").orElse(""));
        for (TurnView turn : view.turns()) {
            say(turn.told() + turn.leftovers().map(left -> "; " + left).orElse(""));
            turn.prompt().ifPresent(prompt -> say("  told: " + Text.shortened(prompt.strip(), SHORT)));
        }
        for (HostRequest asked : view.hosts()) {
            say((asked.allowed() ? "reached  " : "REFUSED  ") + asked.host() + ":" + asked.port() + ", asked for "
                    + asked.times() + (asked.times() == 1 ? " time" : " times"));
        }
        say("log      session log " + session.session());
        return ExitCode.OK;
    }
}
