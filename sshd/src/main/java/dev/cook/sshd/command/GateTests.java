package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.GateRunId;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import dev.cook.store.TestHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the tests of a gate that failed or were flaky lately. */
@Command(
        name = "tests",
        description = "List the tests of a gate that failed or were flaky in its last 100 runs, the worst first.",
        footer = {
            "",
            "FAILED counts the runs in which a test failed, of all branches; FLAKY those that showed that it passes and fails on",
            "the same content. The gate must name its test reports (`reports` in cook.toml).",
            "",
            "Examples:",
            "  ssh HOST gate tests team/thing test",
            "  ssh HOST gate tests team/thing test --target staging --json"
        })
final class GateTests extends CookCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] GATE",
            hideParamSyntax = true,
            description =
                    "The name of the gate. REPO is optional in a clone of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    @Mixin
    private final TargetOption target = new TargetOption();

    @Mixin
    private final LimitOption limit = new LimitOption();

    GateTests(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(
            String test,
            int runs,
            int failed,
            int flaky,
            Optional<Instant> lastFailedAt,
            Optional<Long> lastFailedRun,
            Optional<Long> tookMillis) {
        static View of(TestHistory.Line line) {
            return new View(
                    line.name(),
                    line.runs(),
                    line.failed(),
                    line.flaky(),
                    line.lastFailedAt(),
                    line.lastFailedRun().map(GateRunId::value),
                    line.took().map(Duration::toMillis));
        }

        private static String share(int count, int runs) {
            return count == 0 ? "-" : count + " of " + runs;
        }
    }

    private record Read(BranchName target, boolean known, List<View> views) {}

    @Override
    protected ExitCode run() {
        int rows = rows(limit);
        String gate = Text.shortened(Text.printable(words.getLast()), 100);
        Read read = store().read(tx -> {
            Repo repo = repo(tx, words.subList(0, words.size() - 1), Role.READ);
            BranchName on = target.of(repo);
            return new Read(
                    on,
                    tx.testHistory().knows(repo.id(), on, words.getLast()),
                    tx.testHistory().worst(repo.id(), on, words.getLast(), rows).stream()
                            .map(View::of)
                            .toList());
        });
        if (!read.known()) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    "no run of a gate '" + gate + "' on " + read.target() + " reported its tests in the last 30 days",
                    "name the files of its reports in cook.toml, for example: reports ="
                            + " [\"**/target/surefire-reports/*.xml\"]");
        }
        Table table = new Table("FAILED", "FLAKY", "LAST", "RUN", "TIME", "TEST");
        read.views()
                .forEach(view -> table.row(
                        View.share(view.failed(), view.runs()),
                        View.share(view.flaky(), view.runs()),
                        view.lastFailedAt().map(this::time).orElse("-"),
                        view.lastFailedRun().map(Object::toString).orElse("-"),
                        view.tookMillis()
                                .map(millis -> Text.duration(Duration.ofMillis(millis)))
                                .orElse("-"),
                        view.test()));
        return list(read.views(), table, "no test of gate " + gate + " failed or was flaky in its last 100 runs");
    }
}
