package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.agents.session.Autosaves;
import dev.cook.domain.Definition;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.HostRequest;
import dev.cook.domain.KeptEnvironment;
import dev.cook.domain.Oid;
import dev.cook.domain.Revision;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import dev.cook.git.SavedWork;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
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

    /** Names of files shown; `--json` has them all. */
    private static final int FILES = 20;

    private final Agents agents;

    @Parameters(paramLabel = "ID", description = "The number that `session list` shows.")
    private long id;

    SessionShow(Desk desk, Agents agents) {
        super(desk);
        this.agents = agents;
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
            Optional<Long> maxSeconds,
            Optional<String> waits,
            EnvironmentDetail place,
            Optional<Autosave> autosave) {
        View with(Optional<Autosave> saved) {
            return new View(repo, session, turns, hosts, used, usd, budgetUsd, maxSeconds, waits, place, saved);
        }
    }

    /**
     * Where it works.
     *
     * @param kept the name of the kept one
     * @param definedAs what the repository's cook.toml calls it, in the commit {@code definedAt}
     * @param beside other repositories, each as {@code path: name ref}
     */
    record EnvironmentDetail(
            String environment,
            Optional<String> kept,
            Optional<String> definedAs,
            Optional<String> definedAt,
            List<String> beside,
            Optional<Revision> configuration) {
        static EnvironmentDetail of(Tx tx, EnvironmentId id) {
            Environment environment = tx.environments().get(id).orElseThrow();
            return new EnvironmentDetail(
                    environment.name(),
                    environment.kept().flatMap(tx.kept()::get).map(KeptEnvironment::name),
                    environment.definition().map(Definition::name),
                    environment.definition().map(Definition::commit).map(Oid::hex),
                    tx.environmentRepos().of(id).stream()
                            .map(repo -> repo.path() + ": " + repo.name() + " " + repo.ref()
                                    + repo.partner()
                                            .map(partner ->
                                                    " as " + partner.commit().hex())
                                            .orElse(""))
                            .toList(),
                    tx.environments().configuration(id));
        }

        String told() {
            return definedAs
                            .map(name -> name + " of cook.toml at "
                                    + definedAt.orElse("").substring(0, 10) + ", made from ")
                            .orElse("")
                    + environment
                    + kept.map(name -> ", kept as " + name).orElse("");
        }
    }

    /** What was saved last; commits and files are those that are not pushed. */
    record Autosave(
            Instant at,
            String ref,
            int commits,
            List<String> files,
            boolean conversation,
            List<String> others,
            List<String> leftOut) {
        static Autosave of(Autosaves.Saved saved) {
            SavedWork.Beyond beyond = saved.beyond();
            return new Autosave(
                    saved.at(),
                    saved.ref(),
                    beyond.commits(),
                    beyond.files(),
                    beyond.memory(),
                    beyond.others(),
                    beyond.leftOut());
        }
    }

    @Override
    protected ExitCode run() {
        View found = store().read(this::view);
        View view = found.with(agents.saves().last(new SessionId(id)).map(Autosave::of));
        sayJson(view);
        print(view);
        return ExitCode.OK;
    }

    private View view(Tx tx) {
        Worked found = session(tx, id, Role.READ);
        return new View(
                found.repo().name().value(),
                SessionView.of(found.session(), found.branch().name()),
                tx.jobs().turns(found.session().id()).stream().map(TurnView::of).toList(),
                tx.hostRequests().of(found.session().environment()),
                tx.usage().spent(found.session().id()).told(),
                tx.usage().spent(found.session().id()).usd(),
                found.session().allowance().usd(),
                found.session().allowance().time().map(Duration::toSeconds),
                agents.waits(tx, found.session().environment()),
                EnvironmentDetail.of(tx, found.session().environment()),
                Optional.empty());
    }

    private void print(View view) {
        SessionView session = view.session();
        say("session  " + session.session());
        say("branch   " + session.branch() + " in " + view.repo());
        say("agent    " + session.agent());
        say("state    " + session.state()
                + session.reason().map(why -> ", " + why).orElse(""));
        say("place    " + view.place().told());
        view.place().beside().forEach(repo -> say("beside   " + repo));
        view.place()
                .configuration()
                .ifPresent(from -> say("has      " + from.url() + " at " + from.commit()
                        + from.narHash().map(hash -> " (" + hash + ")").orElse("")));
        view.waits().ifPresent(why -> say("waits    " + why));
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
        view.autosave().ifPresentOrElse(this::print, () -> {
            if (session.state().equals(SessionState.RUNNING.word())
                    || session.state().equals(SessionState.LOST.word())) {
                say("saved    nothing");
            }
        });
        say("log      session log " + session.session());
    }

    private void print(Autosave saved) {
        say("saved    " + Table.moment(saved.at()) + " with "
                + new SavedWork.Beyond(
                                saved.commits(), saved.files(), saved.conversation(), saved.others(), saved.leftOut())
                        .told()
                + (saved.conversation() ? ", and the agent's conversation" : ""));
        saved.files().stream().limit(FILES).forEach(file -> say("  " + file));
        if (saved.files().size() > FILES) {
            say("  and " + (saved.files().size() - FILES) + " more");
        }
        saved.others().forEach(other -> say("  " + other));
        if (!saved.leftOut().isEmpty()) {
            say("  not saved, as too big or too many:");
            saved.leftOut().forEach(left -> say("    " + left));
        }
        say("  to get it: git fetch origin " + saved.ref());
    }
}
