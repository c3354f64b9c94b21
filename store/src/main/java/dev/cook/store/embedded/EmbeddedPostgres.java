package dev.cook.store.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Cook's own PostgreSQL, in the data directory.
 *
 * <p>It is somebody's only copy of the truth, so it runs as PostgreSQL wants to run: fsync and full page writes on,
 * SCRAM for every connection, loopback only. It dies with this JVM, even by {@code kill -9}, and is found again by the
 * next start. Should PostgreSQL itself die under a living JVM, connections fail until the next start.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private final DirectoryLock lock;
    private final Postmaster postmaster;
    private final Login login;

    private EmbeddedPostgres(DirectoryLock lock, Postmaster postmaster, Login login) {
        this.lock = lock;
        this.postmaster = postmaster;
        this.login = login;
    }

    /**
     * Starts the server in {@code directory}, which is made on the first start, with its database {@code cook}.
     *
     * <p>Waits for a former server of a killed JVM to stop and for crash recovery to end, two minutes at most each.
     *
     * @throws EmbeddedPostgresException if another JVM uses the directory, or the server does not start
     */
    public static EmbeddedPostgres start(Path directory) {
        return start(directory, Optional.empty());
    }

    /** Like {@link #start(Path)} with the programs in a directory that several servers share. */
    static EmbeddedPostgres start(Path directory, Optional<Path> sharedPrograms) {
        ServerAccount account = ServerAccount.ofThisProcess();
        ServerDirectory place = ServerDirectory.prepare(directory, account);
        DirectoryLock lock = DirectoryLock.take(place.path());
        try {
            Leftovers.removeFrom(place.path());
            place.log().prepare();
            place.log().beginAnewIfLong();
            Binaries binaries = Binaries.unpackedIn(sharedPrograms.orElse(place.path()));
            Programs programs = new Programs(binaries, account, place);
            FormerPostmaster.stop(programs);
            if (sharedPrograms.isEmpty()) {
                binaries.removeOthers();
            }
            Password password = Cluster.openOrCreate(programs);
            Postmaster postmaster = Postmaster.start(programs);
            try {
                Login login = new Login(postmaster.port(), password);
                login.ensureDatabase(place.log());
                return new EmbeddedPostgres(lock, postmaster, login);
            } catch (RuntimeException | Error e) {
                postmaster.stop();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Where to connect; the query part makes the driver refuse a server that asks for the password in clear. */
    public String jdbcUrl() {
        return login.url(Login.DATABASE);
    }

    public String user() {
        return Login.USER;
    }

    public String password() {
        return login.password().value();
    }

    /** The process id of the server's main process. */
    public long pid() {
        return postmaster.pid();
    }

    /** Stops the server: open connections are cut, what was committed is on disk. */
    @Override
    public void close() {
        postmaster.stop();
        lock.close();
    }
}
