package dev.cook.app;

import dev.cook.domain.Account;
import dev.cook.domain.AccountKey;
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
import java.util.stream.Collectors;

/** The first account: a server that nobody may enter is of no use. */
final class FirstAdmin {
    private static final AccountName NAME = new AccountName("admin");

    private final boolean named;
    private final Path home;
    private final List<PublicKeyLine> keys;

    private FirstAdmin(boolean named, Path home, List<PublicKeyLine> keys) {
        this.named = named;
        this.home = home;
        this.keys = keys;
    }

    /**
     * Reads the keys, before there is anything that a start which comes to nothing would leave behind.
     *
     * @param keyFile empty: the keys in {@code home/.ssh}
     * @param isNew whether there is certainly no account yet
     * @throws StartFailure if the file holds no key, or if there is none for a new server
     */
    static FirstAdmin of(Optional<Path> keyFile, Path home, boolean isNew) throws IOException {
        if (keyFile.isPresent()) {
            List<PublicKeyLine> keys = read(keyFile.get());
            if (keys.isEmpty()) {
                throw noKey(keyFile.get());
            }
            return new FirstAdmin(true, home, keys);
        }
        return new FirstAdmin(false, home, isNew ? readAll(home.resolve(".ssh")) : List.of());
    }

    /**
     * Makes the admin at the first start; later starts change nothing, except that a key file that is named is added.
     *
     * @return what to tell the operator
     * @throws StartFailure if there is no account yet and no key to make one with
     */
    Optional<String> ensure(Store store) throws IOException {
        boolean first = store.read(tx -> tx.accounts().list().isEmpty());
        if (!first && !named) {
            return unknownKeys(store);
        }
        // An existing database that is empty is found out about only here.
        List<PublicKeyLine> wanted = keys.isEmpty() ? readAll(home.resolve(".ssh")) : keys;
        return store.write(tx -> {
            Account admin = tx.accounts()
                    .create(NAME, true, true)
                    .or(() -> tx.accounts().byName(NAME))
                    .orElseThrow(() -> new IllegalStateException("account " + NAME + " is neither new nor there"));
            List<String> added = new ArrayList<>();
            for (PublicKeyLine key : wanted) {
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

    /**
     * What to tell whoever starts a server again that knows none of their keys: it would only say "Permission denied" to
     * them.
     */
    private Optional<String> unknownKeys(Store store) {
        List<PublicKeyLine> own;
        try {
            own = found(home.resolve(".ssh"));
        } catch (IOException | StartFailure unread) {
            return Optional.empty();
        }
        return store.read(tx -> {
            if (own.isEmpty()
                    || own.stream()
                            .anyMatch(key ->
                                    tx.keys().byFingerprint(key.fingerprint()).isPresent())) {
                return Optional.empty();
            }
            String known = tx.accounts()
                    .byName(NAME)
                    .map(admin -> tx.keys().of(admin.id()))
                    .filter(keys -> !keys.isEmpty())
                    .map(keys -> keys.stream().map(AccountKey::fingerprint).collect(Collectors.joining(", ")))
                    .map(keys -> "; account " + NAME + " has " + keys)
                    .orElse("");
            return Optional.of("none of the keys in " + home.resolve(".ssh") + " belongs to an account of this server"
                    + known + "\n  To give " + NAME + " another key, name it: serve --admin-key FILE.pub");
        });
    }

    /** Those of whoever starts the server; there is at least one. */
    private static List<PublicKeyLine> readAll(Path directory) throws IOException {
        List<PublicKeyLine> keys = found(directory);
        if (keys.isEmpty()) {
            throw new StartFailure("no SSH public key in " + directory + ", so nobody could sign in"
                    + "\n  Create a key (ssh-keygen -t ed25519), or name one: serve --admin-key FILE.pub");
        }
        return keys;
    }

    private static List<PublicKeyLine> found(Path directory) throws IOException {
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

    private static StartFailure noKey(Path file) {
        return new StartFailure(file + " does not contain an SSH public key"
                + "\n  Use a file with a line such as: ssh-ed25519 AAAA… you@machine");
    }

    private static List<PublicKeyLine> read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new StartFailure("cannot read the key file " + file
                    + "\n  Put a public key there, or use another file: serve --admin-key ~/.ssh/id_ed25519.pub");
        }
        List<PublicKeyLine> keys = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(PublicKeyLine.parse(line).orElseThrow(() -> noKey(file)));
            }
        }
        return keys;
    }
}
