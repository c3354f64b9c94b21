package dev.cook.sshd.command;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The branch that a command is about, after its repository where that has to be named. */
final class BranchArgument {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] BRANCH",
            hideParamSyntax = true,
            description = "The branch. REPO is optional in a clone of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    /** The words that name the repository: one or none. */
    List<String> repo() {
        return words.subList(0, words.size() - 1);
    }

    String name() {
        return words.getLast();
    }
}
