package dev.cook.sshd.command;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The repository that a command is about, where only one can be meant left out. */
final class RepoArgument {
    @Parameters(
            arity = "0..1",
            paramLabel = "[REPO]",
            hideParamSyntax = true,
            description = "The repository. Optional in a clone of it (with ./cook), or if you can see only one.")
    private List<String> words = List.of();

    /** The repository's name, or nothing. */
    List<String> words() {
        return words;
    }
}
