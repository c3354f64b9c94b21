package dev.cook.sshd.command;

import dev.cook.agents.Agents;
import dev.cook.agents.output.JobLog;
import dev.cook.domain.Job;
import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the terminal output of a session's agent. */
@Command(
        name = "log",
        aliases = {"logs"},
        description = "Print what an agent did, as plain text.",
        footer = {
            "",
            "Shows the messages and commands of each turn. For an agent whose output Cook cannot parse, shows",
            "its terminal output. While a turn runs, prints its last lines; --follow prints new ones until",
            "the session ends, or the turn that --turn names.",
            "",
            "Examples:",
            "  ssh HOST session log 7 --turn 2",
            "  ssh HOST session log 7 --follow"
        })
final class SessionLog extends SessionCommand {
    private final Agents agents;

    @Mixin
    private final SessionArgument session = new SessionArgument();

    @Mixin
    private final TurnOption turn = new TurnOption();

    @Mixin
    private final FollowOption follow = new FollowOption();

    @Option(
            names = "--terminal",
            description = "Print what the agent wrote to its terminal, not the text of its turns.")
    private boolean terminal;

    SessionLog(Desk desk, Agents agents) {
        super(desk);
        this.agents = agents;
    }

    /** In JSON. */
    record View(int turn, String state, Optional<Integer> exitStatus, boolean cut, String output) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        if (follow.on() && json()) {
            throw Refusal.usage(
                    "--follow prints plain text and cannot be combined with --json", "leave out one of them");
        }
        TurnFollower.Source source = new TurnFollower.Source(terminal ? agents.raw() : agents.live(), terminal);
        TurnFollower follower =
                new TurnFollower(store(), io(), source, turn.number().isEmpty(), 1);
        if (follow.on()) {
            follower.follow(from -> store().read(tx -> look(tx, from)));
            return ExitCode.OK;
        }
        TurnFollower.Look look = store().read(tx -> look(tx, 1));
        if (json()) {
            sayJson(views(look.turns(), source));
            return ExitCode.OK;
        }
        // A turn at a time: all of a session may be more than fits into memory.
        look.turns().forEach(follower::print);
        return ExitCode.OK;
    }

    private JobLog read(Job job) {
        return store().read(tx -> JobLog.read(tx, job));
    }

    private List<View> views(List<Job> turns, TurnFollower.Source source) {
        List<View> views = new ArrayList<>();
        long length = 0;
        for (Job job : turns) {
            View view = view(read(job), source);
            length += view.output().length();
            if (length > Json.LONGEST) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "the log of session " + session.id() + " is too long for one JSON document",
                        "print one turn with --turn N, or leave out --json");
            }
            views.add(view);
        }
        return views;
    }

    private View view(JobLog log, TurnFollower.Source source) {
        return new View(
                log.job().turn(), log.job().state().word(), log.job().exitStatus(), log.cut(), source.text(log));
    }

    /** Permissions are looked at each time: who loses a role sees no more. */
    private TurnFollower.Look look(Tx tx, int from) {
        Worked found = session(tx, session.id(), Role.READ);
        List<Job> turns = tx.jobs().turns(found.session().id());
        if (turn.number().isPresent() && turns.stream().noneMatch(job -> turn.includes(job.turn()))) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    "session " + session.id() + " has no turn " + turn.number().get(),
                    "list its turns: session show " + session.id());
        }
        List<Job> wanted = turns.stream()
                .filter(job -> turn.includes(job.turn()))
                .filter(job -> job.turn() >= from)
                .toList();
        boolean last = (turn.number().isPresent() || found.session().state().ended())
                && wanted.stream().allMatch(job -> job.state().over());
        return new TurnFollower.Look(wanted, last);
    }
}
