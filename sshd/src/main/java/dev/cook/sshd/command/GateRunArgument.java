package dev.cook.sshd.command;

import picocli.CommandLine.Parameters;

/** The gate run that a command is about. */
final class GateRunArgument {
    @Parameters(index = "0", paramLabel = "RUN", description = "The number of the gate run; see `gate list`.")
    private long id;

    long id() {
        return id;
    }
}
