package dev.cook.sshd.command;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The persistent environment that a command is about, after its repository where that has to be named. */
final class EnvironmentArgument {
    @Parameters(
            arity = "1..2",
            paramLabel = "[REPO] NAME",
            hideParamSyntax = true,
            description =
                    "The environment. REPO is optional in a clone of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    /** The words that name the repository: one or none. */
    List<String> repo() {
        return words.subList(0, words.size() - 1);
    }

    String name() {
        return words.getLast();
    }
}
