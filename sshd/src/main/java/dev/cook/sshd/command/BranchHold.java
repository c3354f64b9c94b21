package dev.cook.sshd.command;

import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a branch from landing. */
@Command(
        name = "hold",
        description = "Keep a branch from landing until you release it; others go past it.",
        footer = {
            "",
            "Examples:",
            "  ssh HOST branch hold team/thing fix --why '\"after the release\"'",
            "  ssh HOST branch hold team/thing fix --release"
        })
final class BranchHold extends BranchCommand {
    /** Characters of a reason: a sentence. */
    private static final int LONGEST_WHY = 300;

    private final MergeQueue queue;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for whoever wonders.")
    private String why = "";

    @Option(names = "--release", description = "Let it land again.")
    private boolean release;

    BranchHold(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        String reason = Text.printable(why).strip();
        if (reason.length() > LONGEST_WHY) {
            throw Refusal.usage("--why is at most " + LONGEST_WHY + " characters", "say it shorter");
        }
        Found found = store().read(tx -> branch(tx, words, Role.LAND));
        return answer(
                found,
                release
                        ? queue.release(found.branch().id(), caller().name())
                        : queue.hold(
                                found.branch().id(), caller().name(), reason.isEmpty() ? "no reason given" : reason));
    }
}
