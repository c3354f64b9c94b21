package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;

/** Tells who the caller is for Cook. */
@Command(name = "whoami", description = "Show your account.")
final class Whoami extends CookCommand {
    Whoami(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(String account, boolean siteAdmin, boolean mayCreateRepos, String ceiling) {}

    @Override
    protected ExitCode run() {
        sayJson(new View(
                caller().name(),
                caller().siteAdmin(),
                caller().mayCreateRepos(),
                caller().ceiling().word()));
        say(caller().name() + (caller().siteAdmin() ? " (site admin)" : ""));
        return ExitCode.OK;
    }
}
