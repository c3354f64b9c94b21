package dev.cook.app;

import dev.cook.domain.Account;
import dev.cook.domain.AccountName;
import dev.cook.domain.event.AccountFact;
import dev.cook.sshd.command.PublicKeyLine;
import dev.cook.store.Store;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first account: a server that nobody may enter is of no use. */
final class FirstAdmin {
    private static final AccountName NAME = new AccountName("admin");

    private final Store store;

    FirstAdmin(Store store) {
        this.store = store;
    }

    /**
     * Makes the admin at the first start; later starts change nothing, except that a key file that is named is added.
     *
     * @return what to tell the operator
     * @throws StartFailure if there is no account yet and no key to make one with
     */
    Optional<String> ensure(Optional<Path> keyFile, Path home) throws IOException {
        boolean first = store.read(tx -> tx.accounts().list().isEmpty());
        if (!first && keyFile.isEmpty()) {
            return Optional.empty();
        }
        List<PublicKeyLine> keys = keyFile.isPresent() ? read(keyFile.get()) : readAll(home.resolve(".ssh"));
        if (keys.isEmpty()) {
            throw new StartFailure("no SSH public key in " + home.resolve(".ssh") + ", so nobody could sign in"
                    + "\n  Create a key (ssh-keygen -t ed25519), or name one: serve --admin-key FILE.pub");
        }
        return store.write(tx -> {
            Account admin = tx.accounts()
                    .create(NAME, true, true)
                    .or(() -> tx.accounts().byName(NAME))
                    .orElseThrow(() -> new IllegalStateException("account " + NAME + " is neither new nor there"));
            List<String> added = new ArrayList<>();
            for (PublicKeyLine key : keys) {
                tx.keys()
                        .add(admin.id(), key.fingerprint(), key.key(), key.comment())
                        .ifPresent(done -> added.add(done.fingerprint()));
            }
            if (added.isEmpty()) {
                return Optional.<String>empty();
            }
            String what = "keys added: " + String.join(", ", added);
            tx.events().append(new AccountFact.Changed("cook", NAME, what));
            return Optional.of("account " + NAME + ": " + what);
        });
    }

    private static List<PublicKeyLine> readAll(Path directory) throws IOException {
        List<PublicKeyLine> keys = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.pub")) {
                for (Path file : files) {
                    keys.addAll(read(file));
                }
            }
        }
        return keys;
    }

    private static List<PublicKeyLine> read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new StartFailure("cannot read the key file " + file
                    + "\n  Put a public key there, or use another file: serve --admin-key ~/.ssh/id_ed25519.pub");
        }
        List<PublicKeyLine> keys = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(PublicKeyLine.parse(line)
                        .orElseThrow(() -> new StartFailure(file + " does not contain an SSH public key"
                                + "\n  Use a file with a line such as: ssh-ed25519 AAAA… you@machine")));
            }
        }
        return keys;
    }
}
