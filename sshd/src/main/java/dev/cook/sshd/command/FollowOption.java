package dev.cook.sshd.command;

import picocli.CommandLine.Option;

/** Whether to keep printing. */
final class FollowOption {
    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing new output until the end, or until Ctrl-C.")
    private boolean follow;

    boolean on() {
        return follow;
    }
}
