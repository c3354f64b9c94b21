package dev.cook.sshd;

import dev.cook.agents.JobLog;
import dev.cook.agents.LiveOutput;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.store.Tx;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a gate wrote. */
@Command(
        name = "log",
        description = "Print what a gate run wrote, as plain text; of one that runs, the last of it.",
        footer = {"", "Example:", "  ssh HOST gate log 12"})
final class GateLog extends CookCommand {
    private final LiveOutput live;

    @Parameters(paramLabel = "RUN-ID", description = "The number that `gate list` shows.")
    private long id;

    GateLog(Desk desk, LiveOutput live) {
        super(desk);
        this.live = live;
    }

    /** In JSON. */
    record View(long run, String gate, String state, Optional<String> reason, boolean cut, String output) {}

    private record Read(GateRun run, Optional<JobLog> log) {}

    @Override
    protected ExitCode run() {
        Read read = store().read(this::read);
        GateRun run = read.run();
        String text = read.log().map(log -> log.text(live)).orElse("");
        boolean cut = read.log().map(JobLog::cut).orElse(false);
        sayJson(new View(run.id().value(), run.name(), run.state().word(), run.reason(), cut, text));
        if (!json()) {
            io().print().print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
            String how = "gate " + run.name() + " " + run.state().word()
                    + run.reason().map(why -> ": " + why).orElse("");
            io().complain().print(Text.printable(how) + (cut ? " (output beyond the limit was dropped)" : "") + "\n");
        }
        return ExitCode.OK;
    }

    private Read read(Tx tx) {
        Optional<GateRun> run = id > 0 ? tx.gateRuns().get(new GateRunId(id)) : Optional.empty();
        return run.filter(found -> visible(tx, found))
                .map(found -> new Read(found, tx.jobs().ofGateRun(found.id()).map(job -> JobLog.read(tx, job))))
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
                "no gate run " + id + ", or you may not see it",
                "`gate list BRANCH` shows those of a branch");
    }
}
