package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Revokes a token. */
@Command(
        name = "revoke",
        aliases = {"rm"},
        description = "Revoke a token. It stops working immediately.",
        footer = {"", "Example:", "  ssh HOST token revoke 3"})
final class TokenRevoke extends CookCommand {
    @Parameters(paramLabel = "ID", description = "The token's number; see `token list`.")
    private long id;

    TokenRevoke(Desk desk) {
        super(desk);
    }

    /** In JSON. */
    record View(long id, boolean revoked) {}

    @Override
    protected ExitCode run() {
        requireFullRights();
        if (!store().write(tx -> tx.tokens().revoke(caller().account(), id))) {
            throw new Refusal(ExitCode.NOT_FOUND, "you have no active token " + id, "list your tokens: token list");
        }
        sayJson(new View(id, true));
        say("revoked token " + id);
        return ExitCode.OK;
    }
}
