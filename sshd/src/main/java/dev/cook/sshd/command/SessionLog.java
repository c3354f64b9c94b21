package dev.cook.sshd.command;

import dev.cook.agents.output.JobLog;
import dev.cook.agents.output.LiveOutput;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.domain.Role;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import dev.cook.store.Wakeups;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what an agent wrote to its terminal. */
@Command(
        name = "log",
        description = "Print what an agent wrote to its terminal, as plain text.",
        footer = {
            "",
            "Of a turn that runs, the last of its output is shown. --follow prints what comes until the",
            "session is over, or the turn that --turn names.",
            "",
            "Examples:",
            "  ssh HOST session log 7 --turn 2",
            "  ssh HOST session log 7 --follow"
        })
final class SessionLog extends SessionCommand {
    /** How soon new output is shown, and a client that went away is noticed. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    /** Glances without a commit of this process after which rows are looked at for commits of others: five seconds. */
    private static final int QUIET_ROUNDS = 25;

    private final LiveOutput live;

    @Parameters(paramLabel = "ID", description = "The number that `session list` shows.")
    private long id;

    @Option(names = "--turn", paramLabel = "N", description = "Only this turn.")
    private Optional<Integer> turn = Optional.empty();

    @Option(names = "--follow", description = "Go on with what is written from now.")
    private boolean follow;

    SessionLog(Desk desk, LiveOutput live) {
        super(desk);
        this.live = live;
    }

    /** In JSON. */
    record View(int turn, String state, Optional<Integer> exitStatus, boolean cut, String output) {}

    /** Turns from one on, and whether no more will come. */
    private record Look(List<Job> turns, boolean last) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        if (follow && json()) {
            throw Refusal.usage("--follow prints text as it comes", "leave out --json, or --follow");
        }
        if (follow) {
            return follow();
        }
        Look look = store().read(tx -> look(tx, 1));
        if (json()) {
            sayJson(views(look.turns()));
            return ExitCode.OK;
        }
        // A turn at a time: all of a session may be more than fits into memory.
        for (Job job : look.turns()) {
            JobLog log = read(job);
            heading(job);
            print(log.text(live));
            ending(log);
            io().flush();
        }
        return ExitCode.OK;
    }

    private JobLog read(Job job) {
        return store().read(tx -> JobLog.read(tx, job));
    }

    private List<View> views(List<Job> turns) {
        List<View> views = new ArrayList<>();
        long length = 0;
        for (Job job : turns) {
            View view = view(read(job));
            length += view.output().length();
            if (length > Json.LONGEST) {
                throw new Refusal(
                        ExitCode.CONFLICT,
                        "the log of session " + id + " is too long for one JSON document",
                        "print one turn with --turn N, or leave out --json");
            }
            views.add(view);
        }
        return views;
    }

    private View view(JobLog log) {
        return new View(log.job().turn(), log.job().state().word(), log.job().exitStatus(), log.cut(), log.text(live));
    }

    private ExitCode follow() throws InterruptedException {
        io().hangUpOnInterrupt();
        try (Wakeups.Watch watch = store().wakeups().watch(Topic.SESSIONS, Topic.JOBS, Topic.PEOPLE)) {
            return follow(watch);
        }
    }

    private ExitCode follow(Wakeups.Watch watch) throws InterruptedException {
        long generation = watch.generation();
        Following following = new Following();
        following.take(store().read(tx -> look(tx, 1)));
        int quiet = 0;
        while (!following.over && !io().closed() && !io().print().checkError()) {
            following.glance();
            io().flush();
            long now = watch.await(generation, GLANCE);
            if (now == generation && ++quiet < QUIET_ROUNDS) {
                continue;
            }
            quiet = 0;
            generation = now;
            int next = following.next;
            following.take(store().read(tx -> look(tx, next)));
        }
        return ExitCode.OK;
    }

    /** Permissions are looked at each time: who loses a role sees no more. */
    private Look look(Tx tx, int from) {
        Worked found = session(tx, id, Role.READ);
        List<Job> turns = tx.jobs().turns(found.session().id());
        if (turn.isPresent() && turns.stream().noneMatch(job -> job.turn() == turn.get())) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    "session " + id + " has no turn " + turn.get(),
                    "`session show " + id + "` shows its turns");
        }
        List<Job> wanted = turns.stream()
                .filter(job -> turn.isEmpty() || job.turn() == turn.get())
                .filter(job -> job.turn() >= from)
                .toList();
        boolean last = (turn.isPresent() || found.session().state().ended())
                && wanted.stream().allMatch(job -> job.state().over());
        return new Look(wanted, last);
    }

    /** How far a client was told. */
    private final class Following {
        private int next = 1;
        private Optional<Job> running = Optional.empty();
        private LiveLines lines = new LiveLines();
        private boolean over;

        void take(Look look) {
            for (Job job : look.turns()) {
                if (job.state() == JobState.QUEUED) {
                    break;
                }
                if (running.isEmpty()) {
                    heading(job);
                    running = Optional.of(job);
                }
                if (job.state().over()) {
                    JobLog log = read(job);
                    print(lines.finish(log.text(live)));
                    ending(log);
                    running = Optional.empty();
                    lines = new LiveLines();
                    next = job.turn() + 1;
                }
            }
            over = look.last();
        }

        void glance() {
            running.ifPresent(job -> io().print().print(lines.look(live, job.id())));
        }
    }

    private void heading(Job job) {
        if (turn.isEmpty()) {
            say("== turn " + job.turn() + " ==");
        }
    }

    private void ending(JobLog log) {
        if (log.cut()) {
            say("(output beyond the limit was dropped)");
        }
        if (turn.isEmpty() && log.job().state().over()) {
            say("== " + TurnView.of(log.job()).told() + " ==");
        }
    }

    private void print(String text) {
        if (!json() && !text.isEmpty()) {
            io().print().print(text.endsWith("\n") ? text : text + "\n");
        }
    }
}
