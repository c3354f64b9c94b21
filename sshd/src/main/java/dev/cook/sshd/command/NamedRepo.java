package dev.cook.sshd.command;

import picocli.CommandLine.Parameters;

/** The repository that a command is about, as its first word: for commands that change its settings, it is never guessed. */
final class NamedRepo {
    @Parameters(index = "0", paramLabel = "REPO", description = "The repository.")
    private String name = "";

    String name() {
        return name;
    }
}
