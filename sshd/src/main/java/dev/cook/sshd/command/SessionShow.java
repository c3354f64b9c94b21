package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.agents.session.Autosaves;
import dev.cook.domain.Definition;
import dev.cook.domain.Environment;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.HostRequest;
import dev.cook.domain.Oid;
import dev.cook.domain.PersistentEnvironment;
import dev.cook.domain.Revision;
import dev.cook.domain.Role;
import dev.cook.domain.SessionId;
import dev.cook.domain.SessionState;
import dev.cook.domain.Text;
import dev.cook.domain.Usd;
import dev.cook.domain.view.SessionView;
import dev.cook.git.SavedWork;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one session and its turns. */
@Command(
        name = "show",
        aliases = {"view", "status"},
        description = "Show a session: its state, turns, usage and saved work.",
        footer = {"", "Example:", "  ssh HOST session show 7"})
final class SessionShow extends SessionCommand {
    /** Characters of a prompt shown in one line. */
    private static final int SHORT = 200;

    /** Names of files shown; `--json` has them all. */
    private static final int FILES = 20;

    private final Agents agents;

    @Mixin
    private final SessionArgument session = new SessionArgument();

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
            EnvironmentDetail environment,
            Optional<Autosave> autosave) {
        View with(Optional<Autosave> saved) {
            return new View(repo, session, turns, hosts, used, usd, budgetUsd, maxSeconds, waits, environment, saved);
        }
    }

    /**
     * Where it works.
     *
     * @param persistent the name of the persistent environment
     * @param definedAs what the repository's cook.toml calls it, in the commit {@code definedAt}
     * @param beside other repositories, each as {@code path: name ref}
     */
    record EnvironmentDetail(
            String environment,
            Optional<String> persistent,
            Optional<String> definedAs,
            Optional<String> definedAt,
            List<String> beside,
            Optional<Revision> configuration) {
        static EnvironmentDetail of(Tx tx, EnvironmentId id) {
            Environment environment = tx.environments().get(id).orElseThrow();
            return new EnvironmentDetail(
                    environment.name(),
                    environment
                            .persistent()
                            .flatMap(tx.persistentEnvironments()::get)
                            .map(PersistentEnvironment::name),
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
                            .map(name -> name + " (cook.toml at "
                                    + definedAt.orElse("").substring(0, 10) + "), from ")
                            .orElse("")
                    + environment
                    + persistent.map(name -> ", persistent as " + name).orElse("");
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
        View view = found.with(agents.saves().last(new SessionId(session.id())).map(Autosave::of));
        sayJson(view);
        print(view);
        return ExitCode.OK;
    }

    private View view(Tx tx) {
        Worked found = session(tx, session.id(), Role.READ);
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
        SessionView shown = view.session();
        say("session      " + shown.session());
        say("branch       " + shown.branch() + " in " + view.repo());
        say("agent        " + shown.agent());
        say("state        " + shown.state()
                + shown.reason().map(why -> ", " + why).orElse(""));
        say("environment  " + view.environment().told());
        view.environment().beside().forEach(repo -> say("also has     " + repo));
        view.environment()
                .configuration()
                .ifPresent(from -> say("config       " + from.url() + " at " + from.commit()
                        + from.narHash().map(hash -> " (" + hash + ")").orElse("")));
        view.waits().ifPresent(why -> say("waiting      " + why));
        say("started      " + time(shown.startedAt()));
        shown.endedAt().ifPresent(at -> say("ended        " + time(at)));
        say("usage        " + view.used()
                + view.budgetUsd().map(usd -> " of " + Usd.shown(usd)).orElse("")
                + view.maxSeconds().map(most -> ", time limit " + most + " s").orElse(""));
        for (TurnView turn : view.turns()) {
            say(turn.told() + turn.leftovers().map(left -> "; " + left).orElse(""));
            turn.prompt().ifPresent(prompt -> say("  prompt: " + Text.shortened(prompt.strip(), SHORT)));
        }
        for (HostRequest asked : view.hosts()) {
            say("network      " + asked.host() + ":" + asked.port() + (asked.allowed() ? " allowed, " : " REFUSED, ")
                    + asked.times() + (asked.times() == 1 ? " request" : " requests"));
        }
        view.autosave().ifPresentOrElse(this::print, () -> {
            if (shown.state().equals(SessionState.RUNNING.word())
                    || shown.state().equals(SessionState.LOST.word())) {
                say("saved        nothing yet");
            }
        });
        say("output       session log " + shown.session());
    }

    private void print(Autosave saved) {
        say("saved        " + time(saved.at()) + " with "
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
            say("  not saved (too large or too many):");
            saved.leftOut().forEach(left -> say("    " + left));
        }
        say("  fetch the saved work: git fetch origin " + saved.ref());
    }
}
