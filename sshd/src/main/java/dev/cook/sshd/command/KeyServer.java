package dev.cook.sshd.command;

import dev.cook.sshd.ExitCode;
import picocli.CommandLine.Command;

/** Shows the key that signs the server's notes about landings. */
@Command(
        name = "server",
        description =
                "Show the public key for `cook verify`: the server signs its notes about landed commits with this key.",
        footer = {"", "Example:", "  ssh HOST key server > cook.pem"})
final class KeyServer extends CookCommand {
    private final String pem;

    /** @param pem the public key, as it is stored in files */
    KeyServer(Desk desk, String pem) {
        super(desk);
        this.pem = pem;
    }

    /** In JSON. */
    record View(String algorithm, String pem) {}

    @Override
    protected ExitCode run() {
        sayJson(new View("Ed25519", pem));
        pem.lines().forEach(this::say);
        return ExitCode.OK;
    }
}
