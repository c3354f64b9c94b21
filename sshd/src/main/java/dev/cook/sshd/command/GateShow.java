package dev.cook.sshd.command;

import dev.cook.domain.Branch;
import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.TestOutcome;
import dev.cook.domain.TestReport;
import dev.cook.domain.TestResult;
import dev.cook.domain.Text;
import dev.cook.domain.view.GateRunView;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one gate run, with its tests. */
@Command(
        name = "show",
        description = "Show a gate run: its result, and the tests that it reported.",
        footer = {
            "",
            "People see the failed and flaky tests; --json has all of them.",
            "",
            "Examples:",
            "  ssh HOST gate show 12",
            "  ssh HOST gate show 12 --json"
        })
final class GateShow extends CookCommand {
    /** Tests of one outcome that a person is shown. */
    private static final int MOST_SHOWN = 100;

    @Mixin
    private final GateRunArgument gateRun = new GateRunArgument();

    GateShow(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String repo, String branch, String target, GateRunView run, Optional<ReportView> report) {}

    /** What the run reported. */
    record ReportView(
            int total, int passed, int failed, int flaky, int skipped, List<String> problems, List<TestView> tests) {
        static ReportView of(TestReport report) {
            return new ReportView(
                    report.total(),
                    report.with(TestOutcome.PASSED).size(),
                    report.with(TestOutcome.FAILED).size(),
                    report.with(TestOutcome.FLAKY).size(),
                    report.with(TestOutcome.SKIPPED).size(),
                    report.problems(),
                    report.tests().stream().map(TestView::of).toList());
        }
    }

    /** One test. */
    record TestView(String test, String outcome, Optional<Long> tookMillis, Optional<String> message) {
        static TestView of(TestResult test) {
            return new TestView(
                    test.name(),
                    test.outcome().name().toLowerCase(Locale.ROOT),
                    test.took().map(Duration::toMillis),
                    test.message().isEmpty() ? Optional.empty() : Optional.of(test.message()));
        }
    }

    private record Read(
            Repo repo, Candidate candidate, Optional<Branch> branch, GateRun run, Optional<TestReport> report) {}

    @Override
    protected ExitCode run() {
        Read read = store().read(this::read);
        GateRunView run = GateRunView.of(read.run(), read.candidate());
        String branch = read.branch().map(found -> found.name().value()).orElse("-");
        sayJson(new View(
                read.repo().name().value(),
                branch,
                read.candidate().target().value(),
                run,
                read.report().map(ReportView::of)));
        say("gate run   " + run.run());
        say("gate       " + run.gate() + " (" + run.kind() + ")");
        say("branch     " + branch + " of " + read.repo().name() + ", for "
                + read.candidate().target());
        say("commit     " + CellText.commit(run.commit()));
        say("state      " + run.told() + run.reason().map(why -> ": " + why).orElse(""));
        say("attempt    " + run.attempt());
        run.startedAt().ifPresent(at -> say("started    " + time(at)));
        run.endedAt().ifPresent(at -> say("ended      " + time(at)));
        run.answeredBy().ifPresent(other -> say("same as    run " + other));
        read.report().ifPresent(this::say);
        return ExitCode.OK;
    }

    private void say(TestReport report) {
        ReportView view = ReportView.of(report);
        say("tests      " + Text.grouped(view.total()) + ": " + Text.grouped(view.passed()) + " passed, "
                + Text.grouped(view.failed()) + " failed, " + Text.grouped(view.flaky()) + " flaky, "
                + Text.grouped(view.skipped()) + " skipped");
        view.problems().forEach(problem -> say("report     " + problem));
        say("failed     ", report.with(TestOutcome.FAILED));
        say("flaky      ", report.with(TestOutcome.FLAKY));
    }

    private void say(String heading, List<TestResult> tests) {
        for (TestResult test : tests.subList(0, Math.min(tests.size(), MOST_SHOWN))) {
            say(heading
                    + test.name()
                    + test.took().map(took -> " (" + Text.duration(took) + ")").orElse("")
                    + (test.message().isEmpty() ? "" : ": " + test.message()));
        }
        if (tests.size() > MOST_SHOWN) {
            say(heading + "and " + Text.grouped(tests.size() - MOST_SHOWN) + " more; --json has all");
        }
    }

    private Read read(Tx tx) {
        Optional<GateRun> run = gateRun.id() > 0 ? tx.gateRuns().get(new GateRunId(gateRun.id())) : Optional.empty();
        GateRun found = run.orElseThrow(this::none);
        Candidate candidate = tx.candidates().get(found.candidate()).orElseThrow(this::none);
        Repo repo = tx.repos().get(candidate.repo()).orElseThrow(this::none);
        allowed(tx, repo, Role.READ, this::none);
        return new Read(
                repo,
                candidate,
                tx.branches().get(candidate.branch()),
                found,
                tx.testReports().of(found));
    }

    private Refusal none() {
        return new Refusal(
                ExitCode.NOT_FOUND,
                "no gate run " + gateRun.id() + ", or no access to it",
                "list a branch's gate runs: gate list BRANCH");
    }
}
