package dev.cook.agents.session;

import dev.cook.agents.bridge.Bridges;
import dev.cook.agents.output.BadReport;
import dev.cook.agents.output.JobReport;
import dev.cook.agents.output.JobReportReader;
import dev.cook.agents.output.LiveOutput;
import dev.cook.agents.output.RedactedOutput;
import dev.cook.agents.output.UsageMeters;
import dev.cook.domain.EnvironmentId;
import dev.cook.domain.EnvironmentJob;
import dev.cook.domain.GateRun;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.JobOutput;
import dev.cook.domain.ModelUsage;
import dev.cook.domain.Session;
import dev.cook.domain.TestReport;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** What becomes of a job that has ended: its report, or what was heard of it where none comes. */
public final class JobReports {
    /** Reports taken at once, as each passes through the heap; the others wait, and a job reports until it is heard. */
    private final Semaphore taken = new Semaphore(1, true);

    private final Store store;
    private final JobReportReader reportReader;
    private final ReportInbox inbox;
    private final LiveOutput raw;
    private final LiveOutput live;
    private final UsageMeters meters;
    private final RedactedOutput redacted;
    private final Bridges bridges;
    private final AcpDriver acp;

    public JobReports(
            Store store,
            JobReportReader reportReader,
            ReportInbox inbox,
            LiveOutput raw,
            LiveOutput live,
            UsageMeters meters,
            RedactedOutput redacted,
            Bridges bridges,
            AcpDriver acp) {
        this.store = store;
        this.reportReader = reportReader;
        this.inbox = inbox;
        this.raw = raw;
        this.live = live;
        this.meters = meters;
        this.redacted = redacted;
        this.bridges = bridges;
        this.acp = acp;
    }

    /**
     * Takes a job's report. It may come again and again; only the first one counts. One that cannot be read would come
     * for ever: the job has failed then.
     *
     * @throws BadReport if it is no report
     */
    public void take(EnvironmentId id, JobId jobId, InputStream in) throws IOException, InterruptedException {
        Job job = store.read(tx -> tx.jobs().get(jobId))
                .filter(found -> found.environment().equals(id))
                .orElseThrow(() -> new BadReport("this environment has no job " + jobId));
        if (job.endedAt().isPresent()) {
            // Its report was taken, and nothing more is kept of it: the answer got lost on its way.
            return;
        }
        try {
            inbox.read(jobId, in, report -> take(job, report));
        } catch (BadReport.BrokenOff e) {
            throw e;
        } catch (BadReport e) {
            refuse(job, e);
        }
        raw.forget(jobId);
        live.forget(jobId);
        EnvironmentJob reported = job.inEnvironment();
        meters.forget(reported);
        redacted.forget(reported);
        bridges.forget(reported);
        acp.forget(reported);
    }

    private void take(Job job, JobReport report) throws IOException, InterruptedException {
        taken.acquire();
        try {
            Optional<Session> session = store.read(tx -> job.session().flatMap(tx.sessions()::get));
            Optional<GateRun> run =
                    job.gateRun().flatMap(id -> store.read(tx -> tx.gateRuns().get(id)));
            Optional<String> agent = session.map(Session::agent).or(() -> run.flatMap(GateAgent::of));
            JobReportReader.Kept kept =
                    reportReader.read(report, job, agent, thread -> store.read(tx -> earlier(tx, session, thread)));
            store.change(tx -> {
                tx.environments().lock(job.environment());
                if (tx.jobs().markEnded(job.id(), kept.status(), kept.leftovers(), kept.output())) {
                    run.filter(gate -> !GateReports.of(gate).isEmpty())
                            .ifPresent(gate -> tx.testReports().keep(gate.id(), tests(kept)));
                    kept.transcript().ifPresent(transcript -> reportReader.keep(tx, job, transcript));
                    job.session().ifPresent(tx.sessions()::forgetLosses);
                }
            });
        } finally {
            taken.release();
        }
    }

    /** Where a gate asks for a report, that there is none is said as well. */
    private static TestReport tests(JobReportReader.Kept kept) {
        return kept.tests().orElseGet(() -> TestReport.unread("the environment sent no report of tests"));
    }

    /** Of the turns before: those of a session come one after another. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a gate's agent has no turns before
    private static List<ModelUsage> earlier(Tx tx, Optional<Session> session, String thread) {
        return session.map(found -> tx.usage().sum(found.id(), thread)).orElseGet(List::of);
    }

    private void refuse(Job job, BadReport refused) {
        store.change(tx -> {
            tx.environments().lock(job.environment());
            unreported(tx, job, Optional.of("its report was refused: " + refused.getMessage()));
        });
    }

    /**
     * Ends a job whose report nobody waits for any more; what was heard of it is kept.
     *
     * @param failure why it failed; empty: it is lost
     */
    public void unreported(Tx tx, Job job, Optional<String> failure) {
        byte[] tail = raw.tail(job.id()).orElse(new byte[0]);
        JobOutput seen = new JobOutput(tail, new byte[0], raw.written(job.id()) > tail.length);
        boolean open = failure.map(why -> tx.jobs().markFailed(job.id(), Job.UNSEEN, why, seen))
                .orElseGet(() -> tx.jobs().markLost(job.id(), seen));
        if (open) {
            job.session()
                    .flatMap(tx.sessions()::get)
                    .ifPresent(session -> reportReader.keep(
                            tx,
                            job,
                            reportReader.seen(
                                    job, session, tail, meters.usage(job.inEnvironment()), thread -> tx.usage()
                                            .sum(session.id(), thread))));
        }
        acp.forget(job.inEnvironment());
    }
}
