package dev.cook.sshd.command;

import dev.cook.domain.BranchName;
import dev.cook.domain.Repo;
import dev.cook.domain.Text;
import picocli.CommandLine.Option;

/** The branch that others land on. */
final class TargetOption {
    @Option(
            names = "--target",
            paramLabel = "BRANCH",
            description = "The branch that others land on (default: the repository's default branch).")
    private String target = "";

    BranchName of(Repo repo) {
        if (target.isEmpty()) {
            return repo.defaultBranch();
        }
        if (BranchName.problemOf(target).isPresent()) {
            throw Refusal.usage(
                    "'" + Text.shortened(Text.printable(target), 100) + "' is not a valid branch name",
                    "for example: --target main");
        }
        return new BranchName(target);
    }
}
