package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs browsers of the caller out. */
@Command(
        name = "revoke",
        aliases = {"rm"},
        description = "Sign a browser out, or all of them.",
        footer = {"", "Examples:", "  ssh HOST login revoke 3", "  ssh HOST login revoke --all"})
final class LoginRevoke extends CookCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "The browser's number; see `login list`.")
    private Optional<Long> id = Optional.empty();

    @Option(names = "--all", description = "Sign out everywhere; links that `login` printed stop working, too.")
    private boolean all;

    LoginRevoke(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(int signedOut) {}

    @Override
    protected ExitCode run() {
        requireFullRights();
        if (all == id.isPresent()) {
            throw Refusal.usage("give the number of a browser, or --all", "list your browsers: login list");
        }
        int signedOut = store().write(tx -> all
                ? tx.browserSessions().revokeAll(caller().account(), Optional.empty())
                : tx.browserSessions().revoke(caller().account(), id.orElseThrow()) ? 1 : 0);
        if (!all && signedOut == 0) {
            throw new Refusal(
                    ExitCode.NOT_FOUND,
                    "you are not signed in with a browser " + id.orElseThrow(),
                    "list your browsers: login list");
        }
        sayJson(new View(signedOut));
        say(
                all
                        ? "signed out of " + signedOut + (signedOut == 1 ? " browser" : " browsers")
                        : "signed out of browser " + id.orElseThrow());
        return ExitCode.OK;
    }
}
