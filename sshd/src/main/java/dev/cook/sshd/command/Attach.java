package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.agents.bridge.Terminal;
import dev.cook.agents.bridge.TerminalMode;
import dev.cook.agents.bridge.TerminalRefused;
import dev.cook.agents.bridge.TerminalWish;
import dev.cook.agents.session.HandsOn;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.Repo;
import dev.cook.domain.RepoId;
import dev.cook.domain.Role;
import dev.cook.domain.Session;
import dev.cook.domain.SessionId;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what runs on a branch in the caller's own terminal. */
@Command(
        name = "attach",
        description = "Show the terminal of what runs on a branch: its agent, a gate, or a shell beside the agent.",
        footer = {
            "",
            "It is a real tmux client: Ctrl-B d leaves, and what runs goes on. Several people can look at once. Without",
            "--write nothing that you type reaches it, nor does the size of your terminal. It ends with status 0 when you",
            "leave or the turn is over, 1 when the environment went away, 4 when nothing runs, 5 when the environment does",
            "not answer, 255 when the server stops or the connection breaks: then attach again.",
            "",
            "Examples:",
            "  ssh -t HOST attach fix",
            "  ssh -t HOST attach --write --session 7",
            "  ssh -t HOST attach fix --gate test"
        })
final class Attach extends SessionCommand {
    private final Agents agents;

    @Parameters(
            arity = "0..2",
            paramLabel = "[REPO] BRANCH",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--session", paramLabel = "ID", description = "This session, instead of a branch's.")
    private Optional<Long> id = Optional.empty();

    @Option(names = "--gate", paramLabel = "NAME", description = "The gate of that name, which runs at the moment.")
    private Optional<String> gate = Optional.empty();

    @Option(names = "--write", description = "Type into it; for those with the role write.")
    private boolean write;

    @Option(
            names = "-CC",
            description = "Speak tmux's control protocol, for terminals such as iTerm2; for those with the role write.")
    private boolean control;

    @Option(names = "--shell", description = "A shell of your own beside the agent; for those with the role write.")
    private boolean shell;

    Attach(Desk desk, Agents agents) {
        super(desk);
        this.agents = agents;
    }

    /**
     * Where the caller goes.
     *
     * @param what as people call it
     * @param log the command that prints what it wrote
     */
    private record Target(RepoId repo, EnvironmentId environment, Optional<Job> job, String what, String log) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        requireSense();
        Target place = mode() == TerminalMode.READ ? store().read(this::place) : store().write(this::place);
        TerminalWish wish = new TerminalWish(
                mode(), place.job().map(Job::id), io().variable("TERM").orElse(""), io().size(), place.what());
        try (Terminal terminal = agents.terminals().open(place.environment(), wish)) {
            io().onResize(terminal::resize);
            io().onClosed(terminal::leave);
            return told(terminal.serve(io().in(), io().out(), () -> maySee(place)), place);
        } catch (TerminalRefused e) {
            throw new Refusal(ExitCode.CONFLICT, "cannot attach: " + e.why(), e.wayOut());
        }
    }

    private void requireSense() {
        if (words.isEmpty() == id.isEmpty() || (id.isPresent() && gate.isPresent())) {
            throw Refusal.usage("attach to what?", "attach BRANCH, attach BRANCH --gate NAME, or attach --session ID");
        }
        if ((shell ? 1 : 0) + (control ? 1 : 0) + (gate.isPresent() ? 1 : 0) > 1 || (gate.isPresent() && write)) {
            throw Refusal.usage(
                    gate.isPresent()
                            ? "a gate only judges, so nobody types into it"
                            : "--shell and -CC are two different things",
                    "leave out one of them");
        }
        if (json()) {
            throw Refusal.usage(
                    "attach shows a terminal, which is no JSON", "`session show` and `session log` have it");
        }
        if (!io().terminal() || io().variable("TERM").orElse("").equals("dumb")) {
            throw Refusal.usage(
                    "attach needs a terminal that can draw, and there is none",
                    "from a terminal: ssh -t HOST attach …; to read only: session log ID --follow");
        }
    }

    private TerminalMode mode() {
        if (shell) {
            return TerminalMode.SHELL;
        }
        return control ? TerminalMode.CONTROL : write ? TerminalMode.WRITE : TerminalMode.READ;
    }

    /** tmux's protocol can run commands in the environment, so it needs what a shell needs. */
    private Role needed() {
        return mode() == TerminalMode.READ ? Role.READ : Role.WRITE;
    }

    private boolean maySee(Target place) {
        return store().read(tx -> Access.may(tx, caller(), place.repo(), needed()));
    }

    private Target place(Tx tx) {
        return gate.isPresent() ? gate(tx, gate.get()) : agent(tx);
    }

    private Target agent(Tx tx) {
        Repo repo;
        Session session;
        if (id.isPresent()) {
            Worked found = session(tx, id.get(), needed());
            repo = found.repo();
            session = found.session();
        } else {
            refuseGuess(tx);
            Found found = branch(tx, words, needed());
            repo = found.repo();
            List<Session> all = tx.sessions().of(found.branch().id());
            if (all.isEmpty()) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "no agent works on " + found.branch().name(),
                        "a push with -o agent=NAME -o prompt=… starts one");
            }
            session = all.getLast();
        }
        String log = "session log " + session.id();
        if (session.state().ended()) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    "nothing runs: session " + session.id() + " is "
                            + session.state().word()
                            + session.reason().map(why -> " (" + why + ")").orElse(""),
                    "`" + log + "` shows what it wrote");
        }
        if (mode() != TerminalMode.READ) {
            HandsOn.take(tx, session.branch(), caller().name());
        }
        String what = "session " + session.id();
        if (shell) {
            return new Target(repo.id(), session.environment(), Optional.empty(), what, log);
        }
        Job job = tx.jobs().open(session.environment()).stream()
                .filter(found -> found.state() == JobState.RUNNING)
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ExitCode.CONFLICT,
                        "nothing runs at the moment: session " + session.id() + " is between two turns",
                        "`" + log + " --follow` goes on with the next one, `" + log + "` shows what it wrote"));
        return new Target(repo.id(), session.environment(), Optional.of(job), what + " turn " + job.turn(), log);
    }

    /** A number alone may be a branch's name or meant for a session: whoever types into it must not be surprised. */
    private void refuseGuess(Tx tx) {
        String word = words.getFirst();
        if (words.size() > 1 || !word.matches("[1-9][0-9]{0,17}")) {
            return;
        }
        List<Repo> readable = Access.readable(tx, caller());
        Optional<Repo> only = readable.size() == 1 ? Optional.of(readable.getFirst()) : Optional.empty();
        Optional<Repo> named = only.filter(repo -> isBranch(tx, repo, word));
        tx.sessions()
                .get(new SessionId(Long.parseLong(word)))
                .flatMap(session -> tx.branches().get(session.branch()))
                .filter(branch -> Access.may(tx, caller(), branch.repo(), Role.READ))
                .filter(branch -> named.isEmpty() || !branch.name().value().equals(word))
                .ifPresent(branch -> {
                    throw Refusal.usage(
                            word + " is the number of a session on " + branch.name()
                                    + named.map(_ -> ", and the name of a branch: which one?")
                                            .orElse(", and not the name of a branch"),
                            "`attach --session " + word + "`"
                                    + named.map(repo -> ", or `attach " + repo.name() + " " + word + "`")
                                            .orElse(""));
                });
    }

    private Target gate(Tx tx, String name) {
        Found found = branch(tx, words, needed());
        GateRun run = tx.candidates()
                .newest(found.branch().id())
                .flatMap(candidate -> tx.gateRuns().latest(candidate.id()).stream()
                        .filter(one -> one.name().equals(name) && one.state() == GateRunState.RUNNING)
                        .findFirst())
                .orElseThrow(() -> new Refusal(
                        ExitCode.CONFLICT,
                        "no gate '" + name + "' runs on " + found.branch().name() + " at the moment",
                        "`gate list " + found.repo().name() + " "
                                + found.branch().name() + "` shows them, `gate log ID` what one wrote"));
        Job job = tx.jobs()
                .ofGateRun(run.id())
                .filter(one -> one.state() == JobState.RUNNING)
                .orElseThrow(() ->
                        new Refusal(ExitCode.CONFLICT, "gate " + name + " is being started", "try again in a moment"));
        return new Target(
                found.repo().id(), job.environment(), Optional.of(job), "gate " + run.name(), "gate log " + run.id());
    }

    /** In the viewer's terminal, which is its own again. */
    private ExitCode told(Terminal.End end, Target place) {
        return switch (end) {
            case LEFT -> ExitCode.OK;
            case OVER -> {
                boolean runs = place.job()
                        .map(job -> agents.bridges().hasWindow(place.environment(), job.id()))
                        .orElse(true);
                note(place.what()
                        + (runs ? " goes on without you" : " is over; `" + place.log() + "` has what it wrote"));
                yield ExitCode.OK;
            }
            case LOST ->
                throw new Refusal(
                        ExitCode.REFUSED,
                        "the environment of " + place.what() + " went away, or its connection broke",
                        "attach again; if it is gone, `" + place.log() + "` has what it wrote");
            case UNANSWERED ->
                throw new Refusal(
                        ExitCode.TIMED_OUT,
                        "the environment of " + place.what() + " gave no terminal in time",
                        "try again; to read only: " + place.log());
            case FORBIDDEN ->
                throw new Refusal(ExitCode.REFUSED, "you may not see this any more", "ask an admin of the repository");
            case STOPPED -> {
                note("the server stops; " + place.what() + " goes on. Attach again when it is back");
                yield ExitCode.BROKEN_OFF;
            }
        };
    }

    private void note(String line) {
        io().complain().print("cook: " + line + "\n");
    }
}
