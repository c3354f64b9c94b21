package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import java.util.Optional;
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
        // The manifest of the jar has it; classes in a directory have none.
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
        sayJson(new View(version));
        say("cook " + version);
        return ExitCode.OK;
    }
}
