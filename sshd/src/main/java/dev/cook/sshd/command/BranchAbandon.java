package dev.cook.sshd.command;

import dev.cook.domain.Role;
import dev.cook.domain.Text;
import dev.cook.merge.MergeQueue;
import dev.cook.sshd.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a branch up; its tip and its story stay as a fossil. */
@Command(
        name = "abandon",
        description = "Give a branch up: its session ends, its tip and its story stay as a fossil.",
        footer = {"", "Example:", "  ssh HOST branch abandon team/thing fix --why '\"done otherwise\"'"})
final class BranchAbandon extends BranchCommand {
    /** Characters of a reason: a few sentences. */
    private static final int LONGEST_WHY = 1_000;

    private final MergeQueue queue;

    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description = "The branch; the repository may be left out if you see only one.")
    private List<String> words = List.of();

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for whoever reads the story.")
    private String why = "";

    BranchAbandon(Desk desk, MergeQueue queue) {
        super(desk);
        this.queue = queue;
    }

    @Override
    protected ExitCode run() {
        String reason = Text.printable(why).strip();
        if (reason.length() > LONGEST_WHY) {
            throw Refusal.usage("--why is at most " + LONGEST_WHY + " characters", "say it shorter");
        }
        Found found = store().read(tx -> branch(tx, words, Role.WRITE));
        return answer(
                found,
                queue.abandon(found.branch().id(), caller().name(), reason.isEmpty() ? "no reason given" : reason));
    }
}
