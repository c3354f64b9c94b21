package dev.cook.merge;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Job;
import dev.cook.domain.JobId;
import dev.cook.domain.PricedUsage;
import dev.cook.domain.ReviewComment;
import dev.cook.domain.Session;
import dev.cook.domain.Spent;
import dev.cook.domain.event.Event;
import dev.cook.store.Tx;
import dev.cook.store.UsageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that happened to a branch, read at one moment, but for what jobs wrote: that may be more than the heap holds. */
record BranchHistory(
        Branch branch,
        List<Attempt> sessions,
        List<Judgement> judgements,
        List<ReviewComment> comments,
        List<Event> events) {
    /** Events kept in a fossil; the log keeps all. */
    private static final int MOST_EVENTS = 5_000;

    /** A session and its turns. */
    record Attempt(Session session, List<Turn> turns, Spent spent, UsageReport.EnvironmentTime place) {}

    /**
     * One turn and what it used.
     *
     * @param told whether it has a transcript: not where it never reported
     */
    record Turn(Job job, boolean told, List<PricedUsage> usage) {}

    /** A candidate and the gate runs that judged it. */
    record Judgement(Candidate candidate, List<Run> runs) {}

    /** One gate run, the job that carried it out if one did, and what its agent said. */
    record Run(GateRun run, Optional<JobId> job, List<GateVerdict> verdicts) {}

    static BranchHistory read(Tx tx, Branch branch) {
        List<Attempt> attempts = new ArrayList<>();
        for (Session session : tx.sessions().of(branch.id())) {
            List<Turn> turns = tx.jobs().turns(session.id()).stream()
                    .map(job -> new Turn(
                            job, tx.transcripts().has(job.id()), tx.usage().of(job.id())))
                    .toList();
            attempts.add(new Attempt(
                    session,
                    turns,
                    tx.usage().spent(session.id()),
                    tx.usageReport().place(session.environment())));
        }
        List<Judgement> judgements = new ArrayList<>();
        for (Candidate candidate : tx.candidates().of(branch.id())) {
            List<Run> runs = tx.gateRuns().of(candidate.id()).stream()
                    .map(run -> new Run(
                            run,
                            tx.jobs().ofGateRun(run.id()).map(Job::id),
                            tx.gateVerdicts().of(run)))
                    .toList();
            judgements.add(new Judgement(candidate, runs));
        }
        return new BranchHistory(
                branch,
                attempts,
                judgements,
                tx.reviewComments().sent(branch.id()),
                tx.events().ofBranch(branch.id(), 0, MOST_EVENTS));
    }
}
