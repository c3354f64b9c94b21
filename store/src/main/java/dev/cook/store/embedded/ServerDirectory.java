package dev.cook.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one server, in its real path.
 *
 * <p>It belongs to the user that runs Cook: {@code password}, {@code lock}, {@code postgres.log} and the programs; only
 * {@code cluster} belongs to PostgreSQL's user, who may pass through the directory but neither list nor change it.
 */
record ServerDirectory(Path path) {
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> CLOSED = PosixFilePermissions.fromString("rwx------");

    /** Makes the directory and what is missing above it, and sees to it that PostgreSQL's user can reach it. */
    static ServerDirectory prepare(Path wanted, ServerAccount account) {
        Set<PosixFilePermission> permissions = account.switched() ? PASSABLE : CLOSED;
        try {
            Path absolute = wanted.toAbsolutePath().normalize();
            if (account.switched()) {
                requirePassable(existing(absolute).toRealPath());
            }
            make(absolute, permissions);
            Path real = absolute.toRealPath();
            if (account.switched()) {
                requirePassable(existing(real));
            }
            Files.setPosixFilePermissions(real, permissions);
            return new ServerDirectory(real);
        } catch (IOException e) {
            throw new EmbeddedPostgresException(
                    "Cannot use " + wanted + " for the database: " + e
                            + ". Choose another data directory, or make this one writable for the user that runs Cook.",
                    e);
        }
    }

    /** Permissions are set after the fact because the umask may take some away. */
    private static void make(Path directory, Set<PosixFilePermission> permissions) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        @Nullable Path parent = directory.getParent();
        if (parent != null) {
            make(parent, permissions);
        }
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, permissions);
    }

    /** The directory above the wanted one that everything missing will be made in; the wanted one itself is Cook's. */
    private static Path existing(Path wanted) {
        @Nullable Path at = wanted.getParent();
        while (at != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at == null ? wanted : at;
    }

    private static void requirePassable(Path nearest) throws IOException {
        for (@Nullable Path at = nearest; at != null; at = at.getParent()) {
            if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new EmbeddedPostgresException(
                        "PostgreSQL does not run as root, and the user it runs as cannot"
                                + " pass through " + at + ". Run: chmod o+x " + at
                                + " (lets others pass, not list), or choose a data directory elsewhere, such as /var/lib/cook.");
            }
        }
    }

    Path cluster() {
        return path.resolve("cluster");
    }

    /** Where its socket is made: closed to all but PostgreSQL's user, and root. */
    Path socket() {
        return path.resolve("socket");
    }

    Path socketFile() {
        return socket().resolve(".s.PGSQL." + Postmaster.PORT);
    }

    /** Makes the socket's directory anew: what a killed server left there could keep the next one from its place. */
    void prepareSocket(ServerAccount account) {
        try {
            if (Files.exists(socket())) {
                Leftovers.removeTree(socket());
            }
            Files.createDirectory(socket(), PRIVATE_DIRECTORY);
            account.own(socket());
        } catch (IOException e) {
            throw new EmbeddedPostgresException("Cannot make " + socket() + " for the database's socket: " + e, e);
        }
    }

    Path password() {
        return path.resolve("password");
    }

    ServerLog log() {
        return new ServerLog(path.resolve("postgres.log"));
    }

    /** Writes the names in this directory to disk. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
