package dev.cook.sshd.command;

import dev.cook.agents.output.JobLog;
import dev.cook.agents.output.LiveOutput;
import dev.cook.domain.Job;
import dev.cook.domain.JobState;
import dev.cook.sshd.CommandIo;
import dev.cook.store.Store;
import dev.cook.store.Topic;
import dev.cook.store.Wakeups;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Prints the turns of a session, and goes on with each line that comes, until no more will or the client is gone. */
final class TurnFollower {
    /** How soon new output is shown, and a client that went away is noticed. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    /** Glances without a commit of this process after which rows are looked at for commits of others: five seconds. */
    private static final int QUIET_ROUNDS = 25;

    /** Turns from one on, oldest first, and whether no more will come. */
    record Look(List<Job> turns, boolean last) {}

    /**
     * Which text of a turn is printed.
     *
     * @param live what a running one wrote so far
     * @param terminal whether it is what the agent wrote to its terminal, whatever it reports
     */
    record Source(LiveOutput live, boolean terminal) {
        String text(JobLog log) {
            return terminal ? log.terminal(live) : log.text(live);
        }
    }

    private final Store store;
    private final CommandIo io;
    private final Source source;
    private final boolean headings;
    private Optional<Job> running = Optional.empty();
    private LiveLines lines = new LiveLines();
    private boolean over;
    private int next;

    /**
     * @param headings whether each turn is told apart
     * @param first the turn to begin with
     */
    TurnFollower(Store store, CommandIo io, Source source, boolean headings, int first) {
        this.store = store;
        this.io = io;
        this.source = source;
        this.headings = headings;
        this.next = first;
    }

    /** @param looks reads turns from a number on; may refuse, which ends it */
    void follow(IntFunction<Look> looks) throws InterruptedException {
        io.hangUpOnInterrupt();
        try (Wakeups.Watch watch = store.wakeups().watch(Topic.SESSIONS, Topic.JOBS, Topic.PEOPLE)) {
            long generation = watch.generation();
            take(looks.apply(next));
            int quiet = 0;
            while (!over && !io.closed() && !io.print().checkError()) {
                running.ifPresent(job -> io.print().print(lines.look(source.live(), job.id())));
                io.flush();
                long now = watch.await(generation, GLANCE);
                if (now == generation && ++quiet < QUIET_ROUNDS) {
                    continue;
                }
                quiet = 0;
                generation = now;
                take(looks.apply(next));
            }
        }
    }

    private void take(Look look) {
        for (Job job : look.turns()) {
            if (job.state() == JobState.QUEUED) {
                break;
            }
            if (running.isEmpty()) {
                heading(job);
                running = Optional.of(job);
            }
            if (job.state().over()) {
                JobLog log = store.read(tx -> JobLog.read(tx, job));
                print(lines.finish(source.text(log)));
                ending(log);
                running = Optional.empty();
                lines = new LiveLines();
                next = job.turn() + 1;
            }
        }
        over = look.last();
    }

    /** Prints a turn as it is now. */
    void print(Job job) {
        JobLog log = store.read(tx -> JobLog.read(tx, job));
        heading(job);
        print(source.text(log));
        ending(log);
        io.flush();
    }

    private void heading(Job job) {
        if (headings) {
            io.print().print("== turn " + job.turn() + " ==\n");
        }
    }

    private void ending(JobLog log) {
        if (log.cut()) {
            io.print().print("(output beyond the limit was dropped)\n");
        }
        if (headings && log.job().state().over()) {
            io.print().print("== " + TurnView.of(log.job()).told() + " ==\n");
        }
    }

    private void print(String text) {
        if (!text.isEmpty()) {
            io.print().print(text.endsWith("\n") ? text : text + "\n");
        }
    }
}
