package dev.cook.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The operating system's user that PostgreSQL runs as: PostgreSQL refuses root. */
record ServerAccount(int uid, boolean switched) {
    /**
     * The user and group that a Cook started by root runs PostgreSQL as; it needs no entry in /etc/passwd.
     *
     * <p>Not 65534 ("nobody"): sandboxes and other daemons run as that, and processes of one user may read each other's
     * files and trace each other. 742 lies in the range of system users, below what distributions hand out (they count
     * down from 999) and above their fixed ones.
     */
    static final int UID = 742;

    private static final Path ACCOUNTS = Path.of("/etc/passwd");

    /** Users that nearly every system has and nearly nothing runs as, the quietest first. */
    private static final List<String> BORROWED = List.of("bin", "daemon", "nobody");

    static ServerAccount ofThisProcess() {
        int own = ownerOf(Path.of("/proc/self"));
        return own == 0 ? new ServerAccount(UID, true) : new ServerAccount(own, false);
    }

    /**
     * The user for initdb, which refuses a user without an entry in /etc/passwd (the server does not): another one is
     * borrowed for that second, before anything of worth is in the cluster.
     */
    ServerAccount forInitdb() {
        if (!switched) {
            return this;
        }
        try (Stream<String> lines = Files.lines(ACCOUNTS)) {
            List<String[]> accounts = lines.map(line -> line.split(":", -1))
                    .filter(f -> f.length > 2)
                    .toList();
            if (accounts.stream().anyMatch(fields -> fields[2].equals(Integer.toString(uid)))) {
                return this;
            }
            return BORROWED.stream()
                    .flatMap(name -> accounts.stream().filter(fields -> fields[0].equals(name)))
                    .map(fields -> new ServerAccount(Integer.parseInt(fields[2]), true))
                    .filter(account -> account.uid != 0)
                    .findFirst()
                    .orElseThrow(() -> new EmbeddedPostgresException("PostgreSQL cannot make its files as root, and "
                            + ACCOUNTS + " has none of the users " + BORROWED + ". Add one with: useradd -r -u " + UID
                            + " cook-postgres"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ACCOUNTS, e);
        }
    }

    /** What to put before a command so that it runs as this user. */
    List<String> prefix() {
        return switched
                ? List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--no-new-privs")
                : List.of();
    }

    /**
     * Like {@link #prefix()}, and the command gets SIGINT, PostgreSQL's fast shutdown, when the thread that started it
     * ends. A session of its own keeps the interrupt key of Cook's terminal from stopping PostgreSQL before Cook.
     */
    List<String> prefixDyingWithItsThread() {
        List<String> who = switched ? prefix() : List.of("setpriv");
        return Stream.of(List.of("setsid"), who, List.of("--pdeathsig", "INT"))
                .flatMap(List::stream)
                .toList();
    }

    /** Makes a file or directory this user's own. */
    void own(Path path) throws IOException {
        if (switched) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    void ownTree(Path top) throws IOException {
        if (switched) {
            try (Stream<Path> all = Files.walk(top)) {
                for (Path path : (Iterable<Path>) all::iterator) {
                    own(path);
                }
            }
        }
    }

    /** Refuses a cluster that another user made: PostgreSQL would, with fewer words. */
    void requireOwner(Path cluster) {
        int owner = ownerOf(cluster);
        if (owner != uid) {
            throw new EmbeddedPostgresException("The database files in " + cluster + " belong to user " + owner
                    + ", but this server would run them as user " + uid + ". Start Cook as the user that made them, or"
                    + " run: chown -R " + uid + " " + cluster);
        }
    }

    static int ownerOf(Path path) {
        return Optional.of(attribute(path, "unix:uid")).map(Integer.class::cast).orElseThrow();
    }

    private static Object attribute(Path path, String name) {
        try {
            return Files.getAttribute(path, name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the owner of " + path, e);
        }
    }
}
