package dev.cook.sshd.command;

import picocli.CommandLine.Parameters;

/** The session that a command is about. */
final class SessionArgument {
    @Parameters(index = "0", paramLabel = "SESSION", description = "The session's number; see `session list`.")
    private long id;

    long id() {
        return id;
    }
}
