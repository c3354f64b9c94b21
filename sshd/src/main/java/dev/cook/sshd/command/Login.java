package dev.cook.sshd.command;

import dev.cook.domain.Secrets;
import dev.cook.sshd.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Signs a browser in by a key: prints an address that works once. */
@Command(
        name = "login",
        description = "Print a link that signs your browser in. The link works once, within five minutes.",
        footer = {"", "Example:", "  xdg-open \"$(ssh HOST login)\""})
final class Login extends CookCommand {
    /** Long enough to copy it, too short for whoever finds it in a log. */
    private static final Duration VALID = Duration.ofMinutes(5);

    private final Supplier<String> url;

    Login(Desk desk, Supplier<String> url) {
        super(desk);
        this.url = url;
    }

    /** In JSON. */
    record View(String url, Instant expiresAt) {}

    @Override
    protected ExitCode run() {
        requireFullRights();
        String code = Secrets.fresh("");
        Instant until = store().write(tx -> {
            Instant end = tx.now().plus(VALID);
            tx.tokens().addCode(caller().account(), Secrets.hash(code), end);
            return end;
        });
        String address = url.get() + "/login?code=" + code;
        sayJson(new View(address, until));
        say(address);
        return ExitCode.OK;
    }
}
