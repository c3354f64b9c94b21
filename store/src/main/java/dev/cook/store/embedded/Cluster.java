package dev.cook.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** The database files: {@code cluster} is there whole, or not at all. */
final class Cluster {
    /** It takes one second; a slow disk may take many times that. */
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(3);

    private Cluster() {}

    /** The password of the cluster, which is made if there is none. */
    static Password openOrCreate(Programs programs) {
        ServerDirectory directory = programs.directory();
        if (Files.isDirectory(directory.cluster())) {
            programs.account().requireOwner(directory.cluster());
            return Password.read(directory.password())
                    .orElseThrow(() -> new EmbeddedPostgresException("The database password is missing: "
                            + directory.password() + ". Restore it from a backup of the data directory."));
        }
        Password password = Password.read(directory.password()).orElseGet(Password::random);
        password.save(directory.password());
        try {
            create(programs, password);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory.cluster(), e);
        }
        return password;
    }

    private static void create(Programs programs, Password password) throws IOException {
        ServerDirectory directory = programs.directory();
        ServerAccount maker = programs.account().forInitdb();
        Path fresh = Files.createTempDirectory(directory.path(), Leftovers.CLUSTER, ServerDirectory.PRIVATE_DIRECTORY);
        // initdb opens it by name, so a pipe that belongs to root would not do.
        Path secret = Files.createTempFile(directory.path(), Leftovers.PASSWORD, "", ServerDirectory.PRIVATE_FILE);
        try {
            maker.own(fresh);
            maker.own(secret);
            Files.writeString(secret, password.value());
            programs.run(maker, "initdb", arguments(fresh, secret), INITDB_LIMIT);
        } finally {
            Files.delete(secret);
        }
        programs.account().ownTree(fresh);
        Files.move(fresh, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
        directory.sync();
    }

    private static List<String> arguments(Path cluster, Path password) {
        return List.of(
                "-D",
                cluster.toString(),
                "-U",
                Login.USER,
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                // Repetitions protect a password that can be guessed; this one is random, and each connection pays for
                // them.
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                // Sorts by code point and knows Unicode's cases, the same on every host: an index never depends on
                // the host's locales.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
    }
}
