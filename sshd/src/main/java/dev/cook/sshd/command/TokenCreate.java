package dev.cook.sshd.command;

import dev.cook.domain.AccessToken;
import dev.cook.domain.Role;
import dev.cook.domain.Secrets;
import dev.cook.domain.Text;
import dev.cook.sshd.ExitCode;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a token for HTTP and shows it this once. */
@Command(
        name = "create",
        description = "Create a token for git over HTTP and the API. Cook shows the token once.",
        footer = {"", "Example:", "  ssh HOST token create --label laptop --scope write --expires 30d"})
final class TokenCreate extends CookCommand {
    /** So that scanners for leaked secrets can tell what they found. */
    private static final String PREFIX = "cook_";

    /** A token that outlives a year is one that nobody remembers. */
    private static final Duration LONGEST = Duration.ofDays(366);

    @Option(
            names = "--label",
            required = true,
            paramLabel = "TEXT",
            description = "A name that says what the token is for.")
    private String label = "";

    @Option(
            names = "--scope",
            required = true,
            paramLabel = "ROLE",
            description = "The highest role that the token can use, within your own: read, write, land or admin.")
    private String scope = "";

    @Option(
            names = "--expires",
            required = true,
            paramLabel = "TIME",
            description = "Lifetime, for example 12h or 30d; at most 366d.")
    private String expires = "";

    TokenCreate(Desk desk) {
        super(desk);
    }

    /** In JSON; the secret is not kept. */
    record View(long id, String token, String label, String scope, Instant expiresAt) {}

    @Override
    protected ExitCode run() {
        requireFullRights();
        Role most = Role.parse(scope)
                .orElseThrow(() -> Refusal.usage(
                        "no scope '" + Text.shortened(Text.printable(scope), 40) + "'",
                        "choose read, write, land or admin"));
        Duration span = TimeSpan.parse(expires, LONGEST);
        String called = label(label);
        String secret = Secrets.fresh(PREFIX);
        AccessToken made = store().write(tx -> tx.tokens()
                .create(
                        caller().account(),
                        Secrets.hash(secret),
                        called,
                        most,
                        tx.now().plus(span)));
        sayJson(new View(made.id(), secret, made.label(), made.scope().word(), made.expiresAt()));
        if (!json()) {
            // The token alone goes to standard output, so that it can be piped where it belongs.
            io().complain()
                    .print("created token " + made.id() + ", valid until " + time(made.expiresAt())
                            + "; copy the token now, Cook does not show it again:\n");
            io().complain().flush();
            say(secret);
        }
        return ExitCode.OK;
    }
}
