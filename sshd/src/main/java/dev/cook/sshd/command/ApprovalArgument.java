package dev.cook.sshd.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The approval that a person answers: by its branch, or by the number of its run. */
final class ApprovalArgument {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] BRANCH | RUN",
            hideParamSyntax = true,
            description =
                    "The branch, or the number of the gate run. REPO is optional in a clone of it (with ./cook), or"
                            + " if you can see only one.")
    private List<String> words = List.of();

    @Option(names = "--gate", paramLabel = "NAME", description = "The approval to answer, if several are waiting.")
    private Optional<String> gate = Optional.empty();

    List<String> words() {
        return words;
    }

    Optional<String> gate() {
        return gate;
    }
}
