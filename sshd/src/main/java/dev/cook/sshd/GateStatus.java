package dev.cook.sshd;

import dev.cook.domain.Candidate;
import dev.cook.domain.GateRun;
import dev.cook.domain.GateRunState;
import dev.cook.domain.Oid;
import dev.cook.domain.Readiness;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.store.Tx;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells what gates said of a commit, in the words of commit statuses. */
@Command(
        name = "status",
        description =
                "Show what gates said of a commit: the tip of a branch, a candidate, or what landed. With --json in the"
                        + " words of commit statuses: success, failure, pending, error.",
        footer = {"", "Example:", "  ssh HOST gate status team/thing $(git rev-parse HEAD) --json"})
final class GateStatus extends CookCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] COMMIT",
            hideParamSyntax = true,
            description = "The whole id of the commit; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    GateStatus(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String repo, String sha, String state, Optional<Long> candidate, List<Line> statuses) {}

    /** What one gate said. */
    record Line(
            String context, String state, String description, long run, boolean required, List<VerdictView> comments) {}

    @Override
    protected ExitCode run() {
        View view = store().read(this::view);
        sayJson(view);
        say(view.sha() + " " + view.state());
        view.statuses().forEach(line -> {
            say("gate       " + line.context() + " " + line.state() + " (run " + line.run() + "): "
                    + line.description());
            line.comments().forEach(comment -> say("  " + comment.told()));
        });
        return ExitCode.OK;
    }

    private View view(Tx tx) {
        Repo repo = repo(tx, words.subList(0, words.size() - 1), Role.READ);
        Oid commit = oid(words.getLast());
        Candidate candidate = tx.candidates()
                .about(repo.id(), commit)
                .orElseThrow(() -> new Refusal(
                        ExitCode.NOT_FOUND,
                        "no gate was asked about " + commit.abbreviated() + " in " + repo.name(),
                        "gates judge what is done or shall land: `branch land`"));
        List<GateRun> runs = tx.gateRuns().latest(candidate.id());
        String state =
                switch (candidate.state()) {
                    case CONFLICTING, FAILED -> "failure";
                    case LANDED -> "success";
                    case OPEN, SPLIT, STALE ->
                        switch (Readiness.of(candidate, runs)) {
                            case Readiness.Pending _, Readiness.Waiting _ -> "pending";
                            case Readiness.Passed _ -> "success";
                            case Readiness.Failed _ -> "failure";
                        };
                };
        return new View(
                repo.name().value(),
                commit.hex(),
                state,
                Optional.of(candidate.id().value()),
                runs.stream()
                        .map(run -> new Line(
                                run.name(),
                                word(run.state()),
                                run.reason().orElse(run.state().word()),
                                run.id().value(),
                                run.required(),
                                VerdictView.of(tx, run)))
                        .toList());
    }

    private static String word(GateRunState state) {
        return switch (state) {
            case QUEUED, RUNNING, WAITING -> "pending";
            case PASSED, SKIPPED -> "success";
            case FAILED -> "failure";
            case BROKEN, CANCELLED -> "error";
        };
    }

    private static Oid oid(String word) {
        try {
            return new Oid(word);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(
                    "'" + Text.shortened(Text.printable(word), 80) + "' is no whole id of a commit",
                    "gate status REPO $(git rev-parse HEAD)");
        }
    }
}
