package dev.cook.gates;

import dev.cook.domain.AnswerRef;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.GateVerdict;
import dev.cook.domain.Job;
import dev.cook.domain.NamedRef;
import dev.cook.domain.Oid;
import dev.cook.domain.RefChange;
import dev.cook.domain.RefsOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import dev.cook.git.GateCommits.Result;
import dev.cook.store.Store;
import dev.cook.store.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes notice of jobs of gate runs that are over. */
final class GateFinisher {
    /** Characters of an agent's comments in an event: whoever wants all of them asks for the run. */
    private static final int LONGEST_COMMENTS = 4_000;

    private final Store store;
    private final TransformCommits made;
    private final Advance advance;

    GateFinisher(Store store, TransformCommits made, Advance advance) {
        this.store = store;
        this.made = made;
        this.advance = advance;
    }

    /**
     * A job with what hangs on it.
     *
     * @param left the commit that the gate left, if it may change the commit and did
     */
    private record Over(Job job, GateRun run, Candidate candidate, Optional<Oid> left) {
        static Over read(Tx tx, Job job) {
            GateRun run = job.gateRun()
                    .flatMap(tx.gateRuns()::get)
                    .orElseThrow(() -> new IllegalStateException(job + " is no gate run's"));
            Candidate candidate = tx.candidates()
                    .get(run.candidate())
                    .orElseThrow(() -> new IllegalStateException(run + " judges no candidate"));
            return new Over(
                    job,
                    run,
                    candidate,
                    tx.refs().get(candidate.repo(), AnswerRef.of(run.id())).flatMap(NamedRef::id));
        }
    }

    void settle(Job job) {
        Over over = store.read(tx -> Over.read(tx, job));
        // Written before rows are changed; if that does not come about, nothing refers to it.
        Result answer = over.left()
                .map(left -> made.of(
                        over.candidate(), over.run(), left, job.endedAt().orElse(Instant.EPOCH)))
                .orElseGet(Result.Same::new);
        store.change(tx -> settle(tx, over, answer));
    }

    private void settle(Tx tx, Over seen, Result answer) {
        if (seen.left().isPresent()) {
            tx.refs().lock(seen.candidate().repo());
        }
        if (tx.jobs()
                .lock(seen.job().id())
                .filter(now -> now.settledAt().isEmpty())
                .isEmpty()) {
            return;
        }
        Candidate candidate = tx.candidates().lock(seen.candidate().id()).orElseThrow();
        GateRun run = tx.gateRuns().lock(seen.run().id());
        if (!Over.read(tx, seen.job()).left().equals(seen.left())) {
            // It was left in the last moment; the next pass looks at it.
            return;
        }
        tx.jobs().settle(seen.job().id());
        seen.left().ifPresent(left -> forget(tx, candidate, run, left));
        List<GateVerdict> verdicts = tx.gateVerdicts().of(run.id());
        Optional<TestReport> tests = GateJson.reports(run) ? tx.testReports().of(run.id()) : Optional.empty();
        GateResult plain = GateResult.of(seen.job(), run, candidate, answer, verdicts, tx.now())
                .with(tests);
        boolean repeated = tests.filter(report -> isRepeated(tx, seen.job(), candidate, run, plain, report))
                .isPresent();
        GateResult finding = repeated ? plain.repeated() : plain;
        if (!tx.gateRuns().end(run.id(), finding.state(), finding.reason())) {
            return;
        }
        finding.result().ifPresent(result -> {
            tx.gateRuns().markResult(run.id(), result);
            tx.candidates().moveHead(candidate.id(), result);
        });
        boolean flake = finding.state() == GateRunState.PASSED && failedBefore(tx, run);
        if (flake) {
            tx.gateRuns().markFlake(run.id());
        }
        if (repeated) {
            tx.gateRuns().markFlakyRetry(run.id());
        }
        Optional<TestFindings> found =
                tests.map(report -> TestFindings.of(report, tx.testReports().others(candidate.repo(), run.id())));
        found.ifPresent(compared -> remember(tx, candidate, run, compared));
        // In the same transaction: nobody may see an answer that is about to be asked for again.
        advance.apply(tx, candidate.id());
        Optional<String> comments =
                verdicts.isEmpty() ? Optional.empty() : Optional.of(GateVerdict.told(verdicts, LONGEST_COMMENTS));
        tx.events()
                .append(
                        candidate.repo(),
                        candidate.branch(),
                        finding.fact(run, flake, comments, tests, found.map(TestFindings::flaky)));
    }

    private static boolean isRepeated(
            Tx tx, Job job, Candidate candidate, GateRun run, GateResult plain, TestReport report) {
        List<String> suspects = FlakyRetry.suspects(job, run, tx.gateRuns().of(candidate.id()), report);
        return !suspects.isEmpty()
                && FlakyRetry.decide(
                        plain.state(),
                        suspects,
                        tx.testHistory().landedFlakes(candidate.repo(), candidate.target(), run.name(), suspects));
    }

    /** Tests of definitions that only the branch has are nobody else's. */
    private static void remember(Tx tx, Candidate candidate, GateRun run, TestFindings found) {
        if (NewDefinitions.isNew(run.name())) {
            return;
        }
        tx.testHistory().add(candidate.repo(), candidate.target(), run.name(), run.id(), found.tests());
        tx.testHistory()
                .addFlakes(
                        candidate.repo(),
                        candidate.target(),
                        run.name(),
                        run.id(),
                        found.flaky().stream().map(TestResult::name).toList());
    }

    private static void forget(Tx tx, Candidate candidate, GateRun run, Oid left) {
        RefChange gone = RefChange.delete(AnswerRef.of(run.id()), left, "settled");
        if (tx.refs().move(candidate.repo(), List.of(gone), "cook") instanceof RefsOutcome.Refused refused) {
            throw new IllegalStateException("a ref moved under its lock: " + refused);
        }
    }

    /** Whether an earlier attempt said no to the same commit: one of the two answers was chance. */
    private static boolean failedBefore(Tx tx, GateRun run) {
        return tx.gateRuns().of(run.candidate()).stream()
                .anyMatch(other -> other.name().equals(run.name())
                        && other.attempt() < run.attempt()
                        && other.state() == GateRunState.FAILED
                        && other.commit().equals(run.commit()));
    }
}
