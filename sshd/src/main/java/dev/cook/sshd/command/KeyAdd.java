package dev.cook.sshd.command;

import dev.cook.domain.Account;
import dev.cook.domain.AccountKey;
import dev.cook.domain.Text;
import dev.cook.domain.event.AccountFact;
import dev.cook.sshd.ExitCode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a key to the caller's account, or to another one for a site admin. */
@Command(
        name = "add",
        description = "Add an SSH public key, given as arguments or on standard input.",
        footer = {"", "Example:", "  ssh HOST key add < ~/.ssh/id_ed25519.pub"})
final class KeyAdd extends CookCommand {
    /** An RSA key of 16384 bits has under 3000 characters. */
    private static final int LONGEST_KEY = 8 * 1024;

    /** NIST's least for RSA. */
    private static final int SMALLEST_RSA = 2048;

    @Mixin
    private final AccountOption account = new AccountOption();

    @Option(names = "--label", paramLabel = "TEXT", description = "A name for the key (default: the key's comment).")
    private String label = "";

    @Parameters(arity = "0..*", paramLabel = "KEY", description = "The public key: type, base64 and comment.")
    private List<String> words = List.of();

    KeyAdd(Desk desk) {
        super(desk);
    }

    @Override
    protected ExitCode run() throws IOException {
        requireFullRights();
        String line = words.isEmpty()
                ? io().readAll(LONGEST_KEY)
                        .orElseThrow(() -> Refusal.usage(
                                "the input is too long for a public key", "send the file that ends in .pub"))
                : String.join(" ", words);
        PublicKeyLine key = key(line.strip());
        String called =
                label.isEmpty() ? Text.shortened(Text.printable(key.comment()).strip(), LONGEST_LABEL) : label(label);
        boolean own = account.isOf(caller().name());
        if (!own) {
            requireSiteAdmin();
        }
        AccountKey added = store().write(tx -> {
            Account owner = account(tx, account.nameOr(caller().name()));
            AccountKey made = tx.keys()
                    .add(owner.id(), key.fingerprint(), key.key(), called)
                    .orElseThrow(() -> new Refusal(
                            ExitCode.CONFLICT,
                            "the key " + key.fingerprint() + " already belongs to an account",
                            "a key identifies one account; create another key: ssh-keygen -t ed25519"));
            tx.events()
                    .append(new AccountFact.Changed(
                            caller().name(), owner.name(), "key " + key.fingerprint() + " added"));
            return made;
        });
        sayJson(KeyList.View.of(added));
        say("added key " + added.id() + " " + added.fingerprint());
        return ExitCode.OK;
    }

    private static PublicKeyLine key(String line) {
        if (line.contains("PRIVATE KEY")) {
            throw Refusal.usage(
                    "the input is a private key", "keep the private key secret; send the file that ends in .pub");
        }
        if (line.contains("\n")) {
            throw Refusal.usage("the input has more than one line", "add one key at a time");
        }
        PublicKeyLine key = PublicKeyLine.parse(line)
                .orElseThrow(() -> Refusal.usage(
                        "the input is not a supported SSH public key",
                        "send a line such as: ssh-ed25519 AAAA… comment (see ~/.ssh/id_ed25519.pub)"));
        if (decoded(key) instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SMALLEST_RSA) {
            throw Refusal.usage(
                    "an RSA key needs at least " + SMALLEST_RSA + " bits", "create a new key: ssh-keygen -t ed25519");
        }
        return key;
    }

    /** What cannot be decoded here could never sign in. */
    private static PublicKey decoded(PublicKeyLine key) {
        try {
            return AuthorizedKeyEntry.parseAuthorizedKeyEntry(key.key())
                    .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw Refusal.usage("the public key is damaged", "copy the whole line of the .pub file");
        }
    }
}
