package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.agents.bridge.Terminal;
import dev.cook.agents.bridge.TerminalMode;
import dev.cook.agents.bridge.TerminalRefused;
import dev.cook.agents.bridge.TerminalWish;
import dev.cook.agents.session.HandsOn;
import dev.cook.domain.BranchAction;
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
import dev.cook.domain.Text;
import dev.cook.hooks.Access;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what runs on a branch in the caller's own terminal. */
@Command(
        name = "attach",
        description =
                "Attach your terminal to a branch's agent or to one of its gates, or open a shell beside the agent.",
        footer = {
            "",
            "For an agent that reports what it does, attach shows the text of its turns live; Ctrl-C leaves.",
            "For everything else it is a tmux client; Ctrl-B d leaves. Either way the agent keeps running,",
            "and several people can watch at once. Between two turns, attach waits for the next one. Without",
            "--write, nothing you type reaches the agent.",
            "",
            "Exit status: 0 when you leave or the session ends, 1 when the environment is gone, 4 when nothing",
            "runs, 5 when the environment does not answer, 255 when the server stops or the connection is",
            "lost (attach again).",
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
            description = "The branch. REPO is optional in a clone of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    @Option(
            names = "--session",
            paramLabel = "ID",
            description = "Attach to this session instead of a branch's latest.")
    private Optional<Long> id = Optional.empty();

    @Option(names = "--gate", paramLabel = "NAME", description = "Attach to this gate, which has to be running.")
    private Optional<String> gate = Optional.empty();

    @Option(names = "--write", description = "Send what you type. Needs the write role.")
    private boolean write;

    @Option(names = "-CC", description = "Use tmux's control mode, for terminals such as iTerm2. Needs the write role.")
    private boolean control;

    @Option(names = "--shell", description = "Open your own shell beside the agent. Needs the write role.")
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
    record Target(RepoId repo, EnvironmentId environment, Optional<Job> job, String what, String log) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        requireSense();
        if (gate.isPresent() || mode() == TerminalMode.SHELL || mode() == TerminalMode.CONTROL) {
            Target place = mode() == TerminalMode.READ ? store().read(this::place) : store().write(this::place);
            try {
                return told(shown(place, io().in()), place);
            } catch (TerminalRefused e) {
                throw refusal(e);
            }
        }
        Worked found = mode() == TerminalMode.READ ? store().read(this::found) : store().write(this::found);
        return agents.listens(found.session().agent())
                ? new SessionTerminals(this, store(), io())
                        .follow(found.session().id())
                : text(found);
    }

    /** Permissions are looked at each time: who loses a role sees no more. */
    SessionTerminals.Turn turn(Tx tx, SessionId id, Optional<Target> before) {
        Worked found = session(tx, id.value(), needed());
        Session session = found.session();
        Optional<Job> last = before.flatMap(Target::job);
        Optional<Target> running = tx.jobs().open(session.environment()).stream()
                .filter(job -> job.state() == JobState.RUNNING)
                .filter(job -> last.filter(seen -> seen.id().equals(job.id())).isEmpty())
                .findFirst()
                .map(job -> new Target(
                        found.repo().id(),
                        session.environment(),
                        Optional.of(job),
                        "session " + id + ", turn " + job.turn(),
                        "session log " + id));
        return new SessionTerminals.Turn(running, session.state().ended());
    }

    /** The text of an agent that reports what it does; it reads no terminal. */
    private ExitCode text(Worked found) throws InterruptedException {
        SessionId id = found.session().id();
        if (write) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    found.session().agent() + " does not read its terminal",
                    "send a message: session say " + id + " \"…\"; for a shell beside it: attach --shell --session "
                            + id);
        }
        note("showing session " + id + "; Ctrl-C leaves. To send a message: session say " + id + " \"…\"");
        int last = store().read(tx -> tx.jobs().turns(id)).stream()
                .mapToInt(Job::turn)
                .max()
                .orElse(1);
        new TurnFollower(store(), io(), new TurnFollower.Source(agents.live(), false), true, last)
                .follow(from -> store().read(tx -> look(tx, id, from)));
        return ExitCode.OK;
    }

    private TurnFollower.Look look(Tx tx, SessionId id, int from) {
        Worked found = session(tx, id.value(), Role.READ);
        List<Job> turns =
                tx.jobs().turns(id).stream().filter(job -> job.turn() >= from).toList();
        return new TurnFollower.Look(
                turns,
                found.session().state().ended()
                        && turns.stream().allMatch(job -> job.state().over()));
    }

    Terminal.End shown(Target place, InputStream keys) throws InterruptedException {
        TerminalWish request = new TerminalWish(
                mode(), place.job().map(Job::id), io().variable("TERM").orElse(""), io().size(), place.what());
        try (Terminal terminal = agents.terminals().open(place.environment(), request)) {
            io().onResize(terminal::resize);
            io().onClosed(terminal::leave);
            return terminal.serve(keys, io().out(), () -> maySee(place));
        }
    }

    static Refusal refusal(TerminalRefused refused) {
        return new Refusal(ExitCode.CONFLICT, "cannot attach: " + refused.why(), refused.wayOut());
    }

    private void requireSense() {
        if (words.isEmpty() == id.isEmpty() || (id.isPresent() && gate.isPresent())) {
            throw Refusal.usage(
                    "name one branch or one session",
                    "attach BRANCH, attach BRANCH --gate NAME, or attach --session ID");
        }
        if ((shell ? 1 : 0) + (control ? 1 : 0) + (gate.isPresent() ? 1 : 0) > 1 || (gate.isPresent() && write)) {
            throw Refusal.usage(
                    gate.isPresent()
                            ? "a gate's terminal is read-only, so --gate cannot be combined with --write, --shell or -CC"
                            : "--shell and -CC cannot be combined",
                    "leave out one of them");
        }
        if (json()) {
            throw Refusal.usage(
                    "attach shows a terminal and cannot print JSON",
                    "for JSON: session show ID --json, or session log ID --json");
        }
        if (!io().terminal() || io().variable("TERM").orElse("").equals("dumb")) {
            throw Refusal.usage(
                    "attach needs an interactive terminal",
                    "ask ssh for one: ssh -t HOST attach …; or only read: session log ID --follow");
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
        return mode() == TerminalMode.READ ? Role.READ : BranchAction.STEER.needs();
    }

    private boolean maySee(Target place) {
        return store().read(tx -> Access.may(tx, caller(), place.repo(), needed()));
    }

    private Target place(Tx tx) {
        return gate.isPresent() ? gate(tx, gate.get()) : agent(tx);
    }

    private Worked found(Tx tx) {
        Worked found;
        if (id.isPresent()) {
            found = session(tx, id.get(), needed());
        } else {
            refuseGuess(tx);
            Found on = branch(tx, words, needed());
            List<Session> all = tx.sessions().of(on.branch().id());
            if (all.isEmpty()) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "no agent has worked on " + on.branch().name(),
                        "start one: push with -o agent=NAME -o prompt=…");
            }
            found = new Worked(on.repo(), on.branch(), all.getLast());
        }
        Session session = found.session();
        if (session.state().ended()) {
            throw new Refusal(
                    ExitCode.CONFLICT,
                    "nothing runs: session " + session.id() + " has "
                            + session.state().word()
                            + session.reason().map(why -> " (" + why + ")").orElse(""),
                    "`session log " + session.id() + "` shows what it did");
        }
        if (mode() != TerminalMode.READ && (mode() != TerminalMode.WRITE || agents.listens(session.agent()))) {
            HandsOn.take(tx, session.branch(), caller().name());
        }
        return found;
    }

    private Target agent(Tx tx) {
        Worked found = found(tx);
        Session session = found.session();
        String what = "session " + session.id();
        String log = "session log " + session.id();
        if (shell) {
            return new Target(found.repo().id(), session.environment(), Optional.empty(), what, log);
        }
        Job job = tx.jobs().open(session.environment()).stream()
                .filter(one -> one.state() == JobState.RUNNING)
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ExitCode.CONFLICT,
                        "nothing runs at the moment: session " + session.id() + " is between two turns",
                        "`" + log + " --follow` waits for the next turn, `" + log + "` shows the previous ones"));
        return new Target(
                found.repo().id(), session.environment(), Optional.of(job), what + ", turn " + job.turn(), log);
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
                            word + " is a session on " + branch.name()
                                    + named.map(_ -> " and also a branch").orElse(", not a branch"),
                            "attach --session " + word
                                    + named.map(repo -> ", or attach " + repo.name() + " " + word)
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
                        "no gate '" + Text.shortened(Text.printable(name), 60) + "' is running on "
                                + found.branch().name(),
                        "list the gates: gate list " + found.repo().name() + " "
                                + found.branch().name() + "; read an output: gate log RUN"));
        Job job = tx.jobs()
                .ofGateRun(run.id())
                .filter(one -> one.state() == JobState.RUNNING)
                .orElseThrow(
                        () -> new Refusal(ExitCode.CONFLICT, "gate " + name + " is starting", "try again in a moment"));
        return new Target(
                found.repo().id(), job.environment(), Optional.of(job), "gate " + run.name(), "gate log " + run.id());
    }

    /** In the viewer's terminal, which is its own again. */
    ExitCode told(Terminal.End end, Target place) {
        return switch (end) {
            case LEFT -> ExitCode.OK;
            case OVER -> {
                note(place.what()
                        + (runs(place)
                                ? " keeps running without you"
                                : " is over; `" + place.log() + "` shows what it wrote"));
                yield ExitCode.OK;
            }
            case LOST ->
                throw new Refusal(
                        ExitCode.REFUSED,
                        "the connection to the environment of " + place.what() + " was lost",
                        "attach again; if the environment is gone, `" + place.log() + "` shows what it wrote");
            case UNANSWERED ->
                throw new Refusal(
                        ExitCode.TIMED_OUT,
                        "the environment of " + place.what() + " did not open a terminal in time",
                        "try again; to read only: " + place.log());
            case FORBIDDEN ->
                throw new Refusal(
                        ExitCode.REFUSED,
                        "you no longer have access to " + place.what(),
                        "ask an admin of the repository");
            case STOPPED -> {
                note("the server is shutting down; " + place.what()
                        + " keeps running. Attach again when the server is back");
                yield ExitCode.CONNECTION_LOST;
            }
        };
    }

    boolean runs(Target place) {
        return place.job()
                .map(job -> agents.bridges().hasWindow(place.environment(), job.id()))
                .orElse(true);
    }

    void note(String line) {
        io().complain().print("cook: " + line + "\n");
    }
}
