package dev.cook.sshd.command;

import dev.cook.agents.output.JobLog;
import dev.cook.agents.output.LiveOutput;
import dev.cook.domain.GateComment;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Topic;
import dev.cook.store.Tx;
import dev.cook.store.Wakeups;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the output of a gate run. */
@Command(
        name = "log",
        aliases = {"logs"},
        description = "Print the output of a gate run as plain text; while the gate runs, its latest part.",
        footer = {
            "",
            "--follow prints new output until the run ends, and waits for a run that has not started.",
            "",
            "Examples:",
            "  ssh HOST gate log 12",
            "  ssh HOST gate log 12 --follow"
        })
final class GateLog extends CookCommand {
    /** How soon new output is shown, and a client that went away is noticed. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    /** Glances without a commit of this process after which rows are looked at for commits of others: five seconds. */
    private static final int QUIET_ROUNDS = 25;

    private final LiveOutput live;

    @Mixin
    private final GateRunArgument gateRun = new GateRunArgument();

    @Mixin
    private final FollowOption follow = new FollowOption();

    GateLog(Desk desk, LiveOutput live) {
        super(desk);
        this.live = live;
    }

    /** In JSON. */
    record View(
            long run,
            String gate,
            String state,
            Optional<String> reason,
            boolean cut,
            String output,
            List<GateComment> comments) {}

    private record Read(GateRun run, Optional<JobLog> log, List<GateComment> comments) {}

    @Override
    protected ExitCode run() throws InterruptedException {
        if (follow.on() && json()) {
            throw Refusal.usage(
                    "--follow prints plain text and cannot be combined with --json", "leave out one of them");
        }
        Read read = store().read(this::read);
        return follow.on() ? follow(read) : print(read);
    }

    /** Permissions are looked at each time: who loses a role sees no more. */
    private ExitCode follow(Read first) throws InterruptedException {
        io().hangUpOnInterrupt();
        try (Wakeups.Watch watch = store().wakeups().watch(Topic.GATES, Topic.JOBS, Topic.PEOPLE)) {
            return follow(first, watch);
        }
    }

    private ExitCode follow(Read first, Wakeups.Watch watch) throws InterruptedException {
        long generation = watch.generation();
        LiveLines lines = new LiveLines();
        Read read = first;
        int quiet = 0;
        while (!read.run().state().over() && !io().closed() && !io().print().checkError()) {
            read.log().ifPresent(log -> io().print()
                    .print(lines.look(live, log.job().id())));
            io().flush();
            long now = watch.await(generation, GLANCE);
            if (now == generation && ++quiet < QUIET_ROUNDS) {
                continue;
            }
            quiet = 0;
            generation = now;
            read = store().read(this::read);
        }
        if (read.run().state().over()) {
            String rest = lines.finish(read.log().map(log -> log.text(live)).orElse(""));
            io().print().print(rest.isEmpty() || rest.endsWith("\n") ? rest : rest + "\n");
            say(read, read.log().map(JobLog::cut).orElse(false));
        }
        return ExitCode.OK;
    }

    private ExitCode print(Read read) {
        GateRun run = read.run();
        String text = read.log().map(log -> log.text(live)).orElse("");
        boolean cut = read.log().map(JobLog::cut).orElse(false);
        sayJson(new View(run.id().value(), run.name(), run.state().word(), run.reason(), cut, text, read.comments()));
        if (!json()) {
            io().print().print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
            say(read, cut);
        }
        return ExitCode.OK;
    }

    private void say(Read read, boolean cut) {
        read.comments().forEach(comment -> io().print().print(comment.told() + "\n"));
        GateRun run = read.run();
        String how = "gate " + run.name() + " " + run.state().word()
                + run.reason().map(why -> ": " + why).orElse("");
        io().complain()
                .print(Text.printable(how) + (cut ? " (the output exceeded the limit; only its end was kept)" : "")
                        + "\n");
    }

    private Read read(Tx tx) {
        Optional<GateRun> run = gateRun.id() > 0 ? tx.gateRuns().get(new GateRunId(gateRun.id())) : Optional.empty();
        return run.filter(found -> visible(tx, found))
                .map(found -> new Read(
                        found,
                        tx.jobs().ofGateRun(found.id()).map(job -> JobLog.read(tx, job)),
                        GateComment.of(tx.gateVerdicts().of(found))))
                .orElseThrow(this::none);
    }

    private boolean visible(Tx tx, GateRun run) {
        Optional<Repo> repo = tx.candidates().get(run.candidate()).flatMap(candidate -> tx.repos()
                .get(candidate.repo()));
        repo.ifPresent(found -> allowed(tx, found, Role.READ, this::none));
        return repo.isPresent();
    }

    private Refusal none() {
        return new Refusal(
                ExitCode.NOT_FOUND,
                "no gate run " + gateRun.id() + ", or no access to it",
                "list a branch's gate runs: gate list BRANCH");
    }
}
