package dev.cook.sshd.command;

import dev.cook.domain.CookVersion;
import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;

/** Tells which Cook this is. */
@Command(name = "version", description = "Show the version of this server.")
final class Version extends CookCommand {
    Version(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String version) {}

    @Override
    protected ExitCode run() {
        String version = CookVersion.current();
        sayJson(new View(version));
        say("cook " + version);
        return ExitCode.OK;
    }
}
