package dev.cook.sshd.command;

import dev.cook.domain.Candidate;
import dev.cook.domain.CommitStatus;
import dev.cook.domain.Oid;
import dev.cook.domain.Repo;
import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import dev.cook.store.Tx;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the gates of a commit, in the words of commit statuses. */
@Command(
        name = "status",
        description =
                "Show the gate results of a commit: a branch tip, a candidate, or a landed commit. --json uses the words of"
                        + " commit statuses: success, failure, pending, error.",
        footer = {"", "Example:", "  ssh HOST gate status team/thing $(git rev-parse HEAD) --json"})
final class GateStatus extends CookCommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] COMMIT",
            hideParamSyntax = true,
            description =
                    "The commit's full id. REPO is optional in a clone of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    GateStatus(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() {
        CommitStatus view = store().read(this::view);
        sayJson(view);
        say(view.sha() + " " + view.state());
        view.statuses().forEach(line -> {
            say("gate       " + line.context() + " " + line.state() + " (run " + line.run() + "): "
                    + line.description());
            line.comments().forEach(comment -> say("  " + comment.told()));
        });
        return ExitCode.OK;
    }

    private CommitStatus view(Tx tx) {
        Repo repo = repo(tx, words.subList(0, words.size() - 1), Role.READ);
        Oid commit = oid(words.getLast());
        Candidate candidate = tx.candidates()
                .about(repo.id(), commit)
                .orElseThrow(() -> new Refusal(
                        ExitCode.NOT_FOUND,
                        "no gates have run on " + commit.abbreviated() + " in " + repo.name(),
                        "gates run on branches that are done or queued: branch land BRANCH"));
        return CommitStatus.of(
                repo.name(), commit, candidate, tx.gateRuns().latest(candidate.id()), tx.gateVerdicts()::of);
    }

    private static Oid oid(String word) {
        try {
            return new Oid(word);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(
                    "'" + Text.shortened(Text.printable(word), 80) + "' is not the full id of a commit",
                    "for example: gate status REPO $(git rev-parse HEAD)");
        }
    }
}
